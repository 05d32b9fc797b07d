/** The axis breaks its labels at spaces; a number must not part from its unit. */
export function axisText(format: (value: number) => string): (value: number) => string {
  return (value) => format(value).replaceAll(" ", "\u00a0");
}
