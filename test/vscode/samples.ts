/** Texts with something that can be decided exactly, so that the editor shows a real verdict and no test has to fake one. */

export const wrongProduct = `# Seedlings

**Problem.** A school garden has 12 beds of 13 seedlings each. How many seedlings are there after 20 are given away?

**Solution.** There are $12 \\cdot 13 = 146$ seedlings.

Giving 20 away leaves $146 - 20 = 126$.
`;
