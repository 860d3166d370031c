import classes from './live.module.css';

interface SparklineProps {
  readonly values: readonly number[];
  /** What it says, for those who do not see it. */
  readonly label: string;
}

const WIDTH = 84;
const HEIGHT = 20;

/** A number's way over some days, as small as a word; the last day is marked. */
export function Sparkline({ values, label }: SparklineProps) {
  const most = Math.max(...values, 1);
  const step = WIDTH / Math.max(1, values.length - 1);
  const y = (value: number) => HEIGHT - 2 - (value / most) * (HEIGHT - 4);
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <svg className={classes.spark} viewBox={`-1 0 ${WIDTH + 4} ${HEIGHT}`} width={WIDTH + 4} height={HEIGHT} role="img" aria-label={label}>
      <polyline points={points} />
      <circle cx={WIDTH} cy={y(values.at(-1) ?? 0)} r={2} />
    </svg>
  );
}
