import { Slider, Stack, Text } from "@mantine/core";
import { type SplitTarget, shareOfSecond, withShare } from "./split";

interface Props {
  targets: readonly SplitTarget[];
  onChange: (targets: SplitTarget[]) => void;
}

/** Divides the traffic of a name between two targets, in percent. */
export function SplitSlider({ targets, onChange }: Props) {
  const share = shareOfSecond(targets);
  const second = targets[1]?.servedModel || "the second target";
  return (
    <Stack gap={4}>
      <Text size="sm" aria-live="polite">
        {share} % to {second}
      </Text>
      <Slider
        thumbLabel={`Percent to ${second}`}
        value={share}
        label={(value) => `${value} %`}
        onChange={(value) => onChange(withShare(targets, value))}
      />
    </Stack>
  );
}
