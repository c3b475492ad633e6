// Durations as configuration files have them: P14D, PT1M, PT0.5S.
const pattern = /^P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of a duration; the other value where there is none. */
export function milliseconds(duration, otherwise) {
  if (duration === undefined || duration === null) return otherwise;
  const found = pattern.exec(duration);
  if (!found) throw new Error(`${duration} is no duration, expected something like P14D, PT1M or PT0.5S.`);
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = found;
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
