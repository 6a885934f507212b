"""All families by name, with how often each is drawn; sixteen are held out whole from every training stage."""

from . import arithmetic, calculus, equations, neighbours, polynomials, powers, quadratics, sequences, walks

TRAINED = {
    # equations
    equations.two_step: 5,
    equations.both_sides: 5,
    equations.brackets: 5,
    equations.two_brackets: 2.5,
    equations.fraction_equation: 3,
    equations.proportion: 1.5,
    equations.rearrange: 1,
    equations.inequality: 3.5,
    equations.absolute: 1.5,
    equations.by_substitution: 2.5,
    equations.by_elimination: 3,
    # quadratics
    quadratics.by_factoring: 4,
    quadratics.by_formula: 3,
    quadratics.complete_square: 2.5,
    quadratics.pure: 2.5,
    quadratics.without_constant: 2,
    # polynomials
    polynomials.expand_two: 2.5,
    polynomials.square_of_sum: 2.5,
    polynomials.collect: 2,
    polynomials.expand_and_collect: 2.5,
    polynomials.factor_trinomial: 2,
    polynomials.common_factor: 1.5,
    polynomials.evaluate: 2,
    polynomials.complex_product: 1,
    # powers, roots, logarithms, rational expressions
    powers.power_rules: 2,
    powers.simplify_root: 1.5,
    powers.hypotenuse: 1.5,
    powers.root_equation: 2,
    powers.exponential_equation: 1.5,
    powers.log_value: 1.5,
    powers.log_rules: 1.2,
    powers.log_equation: 1.5,
    powers.cancel: 1.5,
    powers.rational_equation: 1.5,
    powers.rationalize: 0.8,
    # calculus
    calculus.derivative: 3,
    calculus.product_rule: 1.5,
    calculus.chain_rule: 1.5,
    calculus.derivative_at: 1.5,
    calculus.integral: 2,
    calculus.definite_integral: 1.8,
    calculus.limit: 1,
    # sequences
    sequences.arithmetic_term: 1.5,
    sequences.geometric_term: 1,
    sequences.gauss_sum: 1,
    sequences.small_sum: 1.2,
    sequences.mean: 0.8,
    # arithmetic
    arithmetic.add_fractions: 1.5,
    arithmetic.multiply_fractions: 1,
    arithmetic.order_of_operations: 1.2,
    arithmetic.percent_of: 1,
    arithmetic.percent_change: 0.8,
    arithmetic.unit_rate: 0.5,
    arithmetic.small_steps: 2,
    arithmetic.rectangle: 0.6,
    # neighbours
    neighbours.decimal_equation: 1.2,
    neighbours.put_in_place: 1.8,
    neighbours.function_values: 2,
    neighbours.formula_value: 1.5,
    neighbours.line_through: 1.5,
    neighbours.slope_is: 1.2,
    neighbours.second_derivative: 1,
    neighbours.same_denominator: 2,
    neighbours.share: 1.2,
    neighbours.ledger: 3,
    neighbours.sequence_number: 1.2,
    neighbours.number_logarithms: 1.2,
    neighbours.cube_of_sum: 1.8,
    neighbours.cleared_fraction: 2,
    neighbours.formed: 1.2,
    # walks
    walks.equation_walk: 16,
    walks.inequality_walk: 9,
    walks.letters_walk: 7,
    walks.expression_walk: 16,
    walks.quadratic_walk: 8,
    walks.system_walk: 8,
    walks.number_walk: 5,
    walks.derivative_walk: 6,
    walks.power_walk: 4,
    walks.fraction_walk: 4,
}

HELD_OUT = {
    equations.fraction_sum: 1,
    equations.bracket_inequality: 1,
    equations.double_inequality: 1,
    equations.sum_and_difference: 1,
    quadratics.vieta: 1,
    quadratics.shifted: 1,
    quadratics.biquadratic: 1,
    polynomials.expand_cubic: 1,
    polynomials.compose: 1,
    powers.log_combine: 1,
    powers.add_rational: 1,
    calculus.tangent: 1,
    calculus.extremum: 1,
    sequences.series: 1,
    sequences.geometric_sum: 1,
    arithmetic.reverse_percent: 1,
}

# Their lines are about other things than the goal (a first derivative, a slope), so that goals can't tell where a sampled
# solution goes wrong; in sampled evaluation they are left out.
ASIDE = (neighbours.line_through, neighbours.second_derivative, walks.derivative_walk)
JUDGED = {family: often for family, often in TRAINED.items() if family not in ASIDE}

# A walk's end is seldom reached by a sampled solution, and an outcome that is always wrong teaches nothing.
SAMPLED = {family: often * (0.3 if family.__module__ == walks.__name__ else 1) for family, often in TRAINED.items()}
