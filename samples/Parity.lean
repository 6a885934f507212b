/-! Even and odd numbers, without a library. -/

/-- The sum of two even numbers is even. -/
theorem even_add_even (a b : Nat) (ha : ∃ k, a = 2 * k) (hb : ∃ k, b = 2 * k) : ∃ k, a + b = 2 * k := by
  obtain ⟨k, hk⟩ := ha
  obtain ⟨l, hl⟩ := hb
  exact ⟨k + l, by omega⟩

/-- The product of two odd numbers is odd. -/
theorem odd_mul_odd (a b : Nat) (ha : ∃ k, a = 2 * k + 1) (hb : ∃ k, b = 2 * k + 1) : ∃ k, a * b = 2 * k + 1 := by
  obtain ⟨k, hk⟩ := ha
  obtain ⟨l, hl⟩ := hb
  have product : a * b = 2 * (2 * k * l + k + l) + 1 := by
    sorry
  exact ⟨2 * k * l + k + l, product⟩

/-- Twice twelve squared, in two steps. -/
example : 2 * 12 ^ 2 = 288 := by
  have square : 12 ^ 2 = 144 := by decide
  calc 2 * 12 ^ 2 = 2 * 144 := by rw [square]
    _ = 288 := by decide
