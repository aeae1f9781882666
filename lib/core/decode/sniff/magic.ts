/** Files people drop on an event console by mistake, by their first bytes; so that the report can name them. */
const KNOWN: readonly { readonly at: number; readonly bytes: string; readonly name: string }[] = [
  { at: 0, bytes: "377abcaf271c", name: "a 7z archive" },
  { at: 0, bytes: "526172211a07", name: "a RAR archive" },
  { at: 0, bytes: "fd377a585a00", name: "an xz file" },
  { at: 0, bytes: "28b52ffd", name: "a Zstandard file" },
  { at: 0, bytes: "425a68", name: "a bzip2 file" },
  { at: 0, bytes: "04224d18", name: "an LZ4 file" },
  { at: 0, bytes: "4d534346", name: "a Windows cabinet" },
  { at: 0, bytes: "300000004c664c65", name: "an event log of Windows XP or 2003 (EVT)" },
  { at: 0, bytes: "4d5a", name: "a Windows program" },
  { at: 0, bytes: "7f454c46", name: "a Linux program" },
  { at: 0, bytes: "255044462d", name: "a PDF document" },
  { at: 0, bytes: "53514c69746520666f726d6174203300", name: "an SQLite database" },
  { at: 0, bytes: "50415231", name: "a Parquet file" },
  { at: 0, bytes: "4f626a01", name: "an Avro file" },
  { at: 0, bytes: "d4c3b2a1", name: "a packet capture (pcap)" },
  { at: 0, bytes: "a1b2c3d4", name: "a packet capture (pcap)" },
  { at: 0, bytes: "0a0d0d0a", name: "a packet capture (pcapng)" },
  { at: 0, bytes: "89504e470d0a1a0a", name: "a PNG image" },
  { at: 0, bytes: "ffd8ff", name: "a JPEG image" },
  { at: 0, bytes: "72656766", name: "a registry hive" },
  { at: 0, bytes: "d0cf11e0a1b11ae1", name: "an old Office document" },
];

const EVTX_FILE = Buffer.from("ElfFile\0", "latin1");
const EVTX_CHUNK = Buffer.from("ElfChnk\0", "latin1");
/** Where the first two chunks stand; at 0 in a file carved without its header. */
const EVTX_CHUNKS = [0, 4096, 4096 + 65536];
const MAX_FLIPPED_BYTES = 2;
const APPLE_DOUBLE = Buffer.from("00051607", "hex");
const DS_STORE = Buffer.from("0000000142756431", "hex");

/** An EVTX file, also one whose file header is damaged or gone while a chunk stands where it should. */
export function isEvtx(head: Buffer): boolean {
  let differing = 0;
  for (let i = 0; i < EVTX_FILE.length; i += 1) if (head[i] !== EVTX_FILE[i]) differing += 1;
  return differing <= MAX_FLIPPED_BYTES || EVTX_CHUNKS.some((at) => startsWith(head, EVTX_CHUNK, at));
}

/** What macOS leaves in archives: AppleDouble companions ("._name", RFC 1740) and folder settings. */
export function isMacMetadata(head: Buffer): boolean {
  return startsWith(head, APPLE_DOUBLE, 0) || startsWith(head, DS_STORE, 0);
}

/** What a file that cannot be read seems to be, if its first bytes are known. */
export function knownFile(head: Buffer): string | undefined {
  return KNOWN.find(({ at, bytes }) => startsWith(head, Buffer.from(bytes, "hex"), at))?.name;
}

function startsWith(head: Buffer, bytes: Buffer, at: number): boolean {
  return head.subarray(at, at + bytes.length).equals(bytes);
}
