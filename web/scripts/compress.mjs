// Puts NAME.gz beside every file of the built page that gets smaller, and refuses a first view of
// more than 120 kB: the page must open fast on a phone.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const folder = process.env.VORRAT_WEB_OUT ?? 'dist';
const first_view_bytes_max = 120_000;

const walk = (at) => readdirSync(at).flatMap((name) =>
  statSync(join(at, name)).isDirectory() ? walk(join(at, name)) : [join(at, name)]);

const sizes = {};
for (const file of walk(folder)) {
  const bytes = readFileSync(file);
  const zipped = gzipSync(bytes, { level: 9 });
  if (zipped.length < bytes.length) writeFileSync(`${file}.gz`, zipped);
  sizes[file] = Math.min(zipped.length, bytes.length);
}
// What the overview loads: everything but the chunks of other views, whose names begin with a capital, and the outlines of elsewhere.
const later = /(^|[/\\])([A-Z]\w*|world)-[^/\\]*$/;
const first = Object.entries(sizes).filter(([file]) => !later.test(file));
const total = first.reduce((sum, [, bytes]) => sum + bytes, 0);
const all = Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0);
console.log(`page: first view ${total} bytes gzip, everything ${all}`);
if (total > first_view_bytes_max) {
  console.error(`the first view is larger than ${first_view_bytes_max} bytes`);
  process.exit(1);
}
