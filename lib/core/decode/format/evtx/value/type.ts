/** Types a BinXML value can have, by code ([MS-EVEN6] 2.2.12, libevtx documentation section 7). */
export const VALUE_TYPE = {
  null: 0x00,
  string: 0x01,
  ansiString: 0x02,
  int8: 0x03,
  uint8: 0x04,
  int16: 0x05,
  uint16: 0x06,
  int32: 0x07,
  uint32: 0x08,
  int64: 0x09,
  uint64: 0x0a,
  real32: 0x0b,
  real64: 0x0c,
  boolean: 0x0d,
  binary: 0x0e,
  guid: 0x0f,
  size: 0x10,
  fileTime: 0x11,
  systemTime: 0x12,
  sid: 0x13,
  hexInt32: 0x14,
  hexInt64: 0x15,
  binXml: 0x21,
} as const;

/** Set on a value's type when it holds several values of that type. */
export const ARRAY_FLAG = 0x80;

/** Size of one value in bytes, for the types that have one. A boolean is four bytes, as in Windows' BOOL. */
export const FIXED_SIZE: ReadonlyMap<number, number> = new Map([
  [VALUE_TYPE.int8, 1],
  [VALUE_TYPE.uint8, 1],
  [VALUE_TYPE.int16, 2],
  [VALUE_TYPE.uint16, 2],
  [VALUE_TYPE.int32, 4],
  [VALUE_TYPE.uint32, 4],
  [VALUE_TYPE.int64, 8],
  [VALUE_TYPE.uint64, 8],
  [VALUE_TYPE.real32, 4],
  [VALUE_TYPE.real64, 8],
  [VALUE_TYPE.boolean, 4],
  [VALUE_TYPE.guid, 16],
  [VALUE_TYPE.fileTime, 8],
  [VALUE_TYPE.systemTime, 16],
  [VALUE_TYPE.hexInt32, 4],
  [VALUE_TYPE.hexInt64, 8],
]);
