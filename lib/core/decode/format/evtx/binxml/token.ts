/** BinXML tokens without their `more follows` flag ([MS-EVEN6] 2.2.12, libevtx documentation section 5). */
export const TOKEN = {
  endOfStream: 0x00,
  openElement: 0x01,
  closeStartElement: 0x02,
  closeEmptyElement: 0x03,
  endElement: 0x04,
  value: 0x05,
  attribute: 0x06,
  cdata: 0x07,
  charReference: 0x08,
  entityReference: 0x09,
  instructionTarget: 0x0a,
  instructionData: 0x0b,
  templateInstance: 0x0c,
  substitution: 0x0d,
  optionalSubstitution: 0x0e,
  fragmentHeader: 0x0f,
} as const;

/** On an open element: attributes follow. On others: another of its kind follows, which the next token says anyway. */
export const MORE_FLAG = 0x40;
