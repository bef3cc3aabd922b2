import { formatBytes } from '../domain/quantities';

/** How evidence writes its figures. */
export const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
export const milliseconds = (ms: number): string => `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
export const rate = (bytesPerSecond: number): string => `${formatBytes(Math.max(0, bytesPerSecond))}/s`;
/** Lines are sold in bits. */
export const lineRate = (bytesPerSecond: number): string => `${((bytesPerSecond * 8) / 1e6).toFixed(1)} Mbit/s`;
export const decimal = (value: number): string => value.toFixed(1);

/** The facts that are known, joined. */
export const joinFacts = (...facts: readonly (string | undefined | false)[]): string =>
  facts.filter((fact): fact is string => typeof fact === 'string').join(', ');

/** A fact only where its figure is known. */
export const known = (value: number | null, say: (value: number) => string): string | undefined =>
  value === null ? undefined : say(value);
