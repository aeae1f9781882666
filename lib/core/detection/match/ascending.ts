/** Up to here each number is moved to its place: calling a comparator costs more than all of it. */
const FEW = 32;

/** Puts numbers in ascending order, in place, and gives them back. Rows have a hit or two. */
export function ascending(numbers: number[]): readonly number[] {
  if (numbers.length > FEW) return numbers.sort((a, b) => a - b);
  for (let i = 1; i < numbers.length; i++) {
    const number = numbers[i] ?? 0;
    let to = i;
    for (; to > 0 && (numbers[to - 1] ?? 0) > number; to--) numbers[to] = numbers[to - 1] ?? 0;
    numbers[to] = number;
  }
  return numbers;
}
