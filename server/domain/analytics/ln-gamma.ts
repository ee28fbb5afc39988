/** 1 − Euler's constant, and (−1)ⁿ(ζ(n)−1)/n for n = 2, 3 …: the series of ln Γ(2+z). */
const LINEAR = 0.42278433509846713
const SERIES = [
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
  -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-5,
  -4.492623673813314e-5, 2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6,
  -2.039215753801366e-6, 9.55141213040742e-7, -4.492469198764566e-7, 2.1207184805554665e-7,
  -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8, 1.0838659214896955e-8,
  -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9, 5.731367241678862e-10,
  -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11, 3.1044247747322276e-11,
]
/** Bernoulli numbers over n(n−1): what Stirling's formula leaves out. */
const STIRLING = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
  43867 / 244188,
]
const HALF_LN_TWO_PI = 0.9189385332046728
const LARGE = 10

/** ln Γ(x) for x > 0 with a relative error below 1e-13, also beside the zeros at 1 and 2; NaN for x ≤ 0. */
export function lnGamma(x: number): number {
  if (!(x > 0)) return NaN
  if (x >= LARGE) return stirling(x)
  if (x < 0.5) return aroundTwo(x) - Math.log1p(x) - Math.log(x)
  if (x < 1.5) return aroundTwo(x - 1) - Math.log1p(x - 1)
  let rest = x
  let product = 1
  while (rest >= 2.5) {
    rest -= 1
    product *= rest
  }
  return aroundTwo(rest - 2) + Math.log(product)
}

/** ln Γ(2+z) for |z| ≤ 0.5: z is a factor of it, so nothing is lost where it passes through zero. */
function aroundTwo(z: number): number {
  let sum = 0
  for (let n = SERIES.length - 1; n >= 0; n--) sum = (sum + (SERIES[n] ?? 0)) * z
  return z * (LINEAR + sum)
}

function stirling(x: number): number {
  const inverse = 1 / x
  const square = inverse * inverse
  let rest = 0
  for (let n = STIRLING.length - 1; n >= 0; n--) rest = rest * square + (STIRLING[n] ?? 0)
  return (x - 0.5) * Math.log(x) - x + HALF_LN_TWO_PI + rest * inverse
}
