import { isList, isMap, type Scalar, type Tree, YamlFloat } from '../tree.ts';

/** A scalar as Go's `%v` prints it, which is what Compose does where a value becomes text. */
export function goText(scalar: Exclude<Scalar, null>): string {
  return scalar instanceof YamlFloat ? goFloat(scalar.value) : String(scalar);
}

/** Any value as text where a scalar is due; what is none has no text. */
export function textOf(value: Tree | undefined): string {
  return value === undefined || value === null || isMap(value) || isList(value) ? '' : goText(value);
}

/** The shortest digits that read back as the same number, with an exponent below 1e-04 and from 1e+06 on. */
export function goFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** A number in base 8 behind a 0, as Compose prints file modes: `0440`. */
export function octalMode(mode: bigint): string {
  return `0${mode.toString(8)}`;
}
