import { LIFE_MOVES, type LifeMove, MOVES, STATES, type VersionState } from "./versionState";

const STEP = 92;
const WIDTH = 76;
const HEIGHT = 26;
const TOP = 34;

const INK = "var(--mantine-color-text)";
const FAINT = "var(--mantine-color-dimmed)";
const HERE = "var(--mantine-primary-color-filled)";

/** The states with their moves; where a version is, and where it can go from there, stands out. */
export function LifePicture({ state }: { state: VersionState }) {
  const next = MOVES[state];
  const width = STATES.length * STEP - (STEP - WIDTH);
  const label =
    `Life of a version: it is ${state}` +
    (next.length > 0 ? ` and can become ${next.join(" or ")}` : " and stays so");
  return (
    <svg viewBox={`-2 0 ${width + 4} 96`} width="100%" role="img" aria-label={label}>
      <defs>
        <marker
          id="life-tip"
          viewBox="0 0 6 6"
          refX="5"
          refY="3"
          markerWidth="6"
          markerHeight="6"
          orient="auto"
        >
          <path d="M0 0 6 3 0 6z" fill={INK} />
        </marker>
      </defs>
      {LIFE_MOVES.map((move) => (
        <path
          key={`${move.from} ${move.to}`}
          d={line(move)}
          fill="none"
          stroke={move.from === state ? INK : FAINT}
          strokeWidth={move.from === state ? 1.6 : 0.8}
          markerEnd="url(#life-tip)"
        />
      ))}
      {STATES.map((each, index) => (
        <g key={each} transform={`translate(${index * STEP} ${TOP})`}>
          <rect
            width={WIDTH}
            height={HEIGHT}
            rx={5}
            fill={each === state ? HERE : "var(--mantine-color-body)"}
            stroke={next.includes(each) ? INK : FAINT}
            strokeWidth={next.includes(each) ? 1.6 : 0.8}
          />
          <text
            x={WIDTH / 2}
            y={17}
            textAnchor="middle"
            fontSize={11}
            fontWeight={each === state ? 700 : 500}
            fill={each === state ? "white" : INK}
          >
            {each}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** To the right neighbour a line; farther on an arc above; back an arc below. */
function line({ from, to }: LifeMove): string {
  const start = STATES.indexOf(from);
  const end = STATES.indexOf(to);
  const middle = TOP + HEIGHT / 2;
  if (end === start + 1) {
    return `M${start * STEP + WIDTH} ${middle}H${end * STEP - 1}`;
  }
  const isForth = end > start;
  const x1 = start * STEP + WIDTH / 2 + (isForth ? 8 : -8);
  const x2 = end * STEP + WIDTH / 2 + (isForth ? -8 : 8);
  const y = isForth ? TOP : TOP + HEIGHT;
  const bend = isForth ? TOP - 12 - 5 * (end - start) : y + 28;
  return `M${x1} ${y}C${x1} ${bend} ${x2} ${bend} ${x2} ${isForth ? y - 1 : y + 1}`;
}
