// Mu-law (ITU-T G.711), one byte a sample, to and from samples between -1 and 1.

const BIAS = 0x84;
const CLIP = 32635;

export function encodeSample(sample) {
  const linear = Math.round(Math.max(-1, Math.min(1, sample)) * 32767);
  const sign = linear < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(linear), CLIP) + BIAS;
  const exponent = Math.max(0, 31 - Math.clz32(magnitude) - 7);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

export const LEVELS = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = ~code & 0xff;
  const magnitude = (((bits & 0x0f) << 3) + BIAS) << ((bits >> 4) & 7);
  return (bits & 0x80 ? BIAS - magnitude : magnitude - BIAS) / 32768;
});
