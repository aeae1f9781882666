/** The columns of a CSV file. Names are unique: a doubled one gets a number, so that no column hides another. */
export interface CsvHeader {
  readonly columns: readonly string[];
  /** Names that occur more than once, as written. */
  readonly doubled: readonly string[];
}

export function readHeader(fields: readonly string[]): CsvHeader {
  const taken = new Set<string>();
  const doubled = new Set<string>();
  const columns = fields.map((field, index) => {
    const name = field.replace(/[\0\ufeff]/g, "").trim() || `column_${index + 1}`;
    if (taken.has(name)) doubled.add(name);
    let unique = name;
    for (let n = 2; taken.has(unique); n += 1) unique = `${name}_${n}`;
    taken.add(unique);
    return unique;
  });
  return { columns, doubled: [...doubled] };
}
