import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { testWorld } from './world.ts';

interface Schema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

let schema: Schema = {};
beforeAll(async () => {
  const { world, stdout, stderr } = testWorld();
  expect(await main(['schema'], world)).toBe(0);
  expect(stderr()).toBe('');
  schema = JSON.parse(stdout());
});

test('is one document that points at nothing outside of itself', () => {
  const text = JSON.stringify(schema);
  for (const [, target] of text.matchAll(/"\$ref":"([^"]*)"/g)) {
    expect(target).toMatch(/^#\/\$defs\//);
    expect(schema.$defs).toHaveProperty([target!.slice('#/$defs/'.length)]);
  }
  expect(text.match(/"\$(schema|id)":/g)).toEqual(['"$schema":', '"$id":']);
  expect(schema.$id).toMatch(/^urn:/);
});

test('tells editors what each part and each attribute of a service is for', () => {
  expect(schema.title).toBe('Compose file');
  const described = ({ $ref, description }: Schema): boolean =>
    description !== undefined || ($ref !== undefined && described(schema.$defs![$ref.slice('#/$defs/'.length)]!));
  const undescribed = (part: Schema) =>
    Object.entries(part.properties ?? {}).flatMap(([name, property]) => (described(property) ? [] : [name]));
  expect(undescribed(schema)).toEqual([]);
  expect(undescribed(schema.$defs!.service!)).toEqual([]);
});

test('can be used by a validator as it is', () => {
  const validate = new Ajv2020({ allowUnionTypes: true, strictTypes: false }).compile(schema);
  expect(validate({ services: { web: { image: 'nginx', ports: ['8080:80', { target: 80 }] } } })).toBe(true);
  expect(validate({ services: { web: { imgae: 'nginx' } } })).toBe(false);
});
