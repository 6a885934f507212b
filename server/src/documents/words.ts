import type { ParseOptions } from './parse.ts';

/**
 * What a label announces. `theorem` and `proof` are words of mathematics alone; `problem`, `solution` and `answer` are
 * everybody's words, so that an exercise that has only these must also show some mathematics.
 */
export type Role =
  | 'problem'
  | 'theorem'
  | 'solution'
  | 'proof'
  | 'answer'
  | 'claim'
  | 'step'
  | 'case'
  | 'remark'
  | 'neutral';

/**
 * One row per language and role. A word may be several words ("problem statement"); matching ignores case. A new language
 * is one more row; a single document's own words come from the settings.
 */
const table: Readonly<Record<string, Partial<Record<Role, string>>>> = {
  en: {
    problem:
      'problem, problem statement, exercise, question, task, example, puzzle, statement, assignment, homework, quiz, practice problem, worked example, challenge, prompt, q, ex, exer, prob, given, to show, to prove, prove that, instance',
    theorem:
      'theorem, lemma, proposition, corollary, conjecture, fact, thm, lem, lemme, prop, cor, identity, main theorem, main lemma',
    solution:
      'solution, sol, soln, worked solution, step-by-step solution, step by step solution, solution attempt, attempt, derivation, reasoning, chain of thought',
    proof: 'proof, pf, sketch of proof, proof sketch, sketch, disproof, proof attempt, refutation',
    answer: 'answer, final answer, ans, a, result',
    claim:
      'claim, subclaim, observation, sublemma, induction step, inductive step, base case, induction hypothesis, base',
    step: 'step',
    case: 'case, subcase, part',
    remark:
      'remark, remarks, note, notes, discussion, comment, comments, references, see also, exercises, further reading, hint, hints, definition, notation, takeaway, summary, verification note, examples, problems, solutions, source',
  },
  de: {
    problem:
      'aufgabe, problem, übung, übungsaufgabe, frage, beispiel, aufgabenstellung, behauptung, teilaufgabe, hausaufgabe, zu zeigen',
    theorem: 'satz, hilfssatz, korollar, folgerung, theorem',
    solution:
      'lösung, lösungsweg, lösungsvorschlag, musterlösung, rechnung, herleitung, lösungsansatz, loesung, rechenweg',
    proof: 'beweis, beweisskizze, widerlegung, bew',
    answer: 'antwort, ergebnis',
    claim: 'zwischenbehauptung, beobachtung, induktionsanfang, induktionsschritt, induktionsvoraussetzung',
    step: 'schritt',
    case: 'fall, teil',
    remark: 'bemerkung, anmerkung, hinweis, notiz, aufgaben, übungen, beispiele, lösungen, definition',
  },
  fr: {
    problem: 'exercice, problème, probleme, question, énoncé, enonce, exemple, devoir',
    theorem: 'théorème, theoreme, lemme, proposition, corollaire',
    solution: 'solution, corrigé, corrige, résolution, resolution, correction',
    proof: 'preuve, démonstration, demonstration, dém',
    answer: 'réponse, reponse',
    claim: 'affirmation, initialisation, hérédité',
    step: 'étape, etape',
    case: 'cas, partie',
    remark: 'remarque, remarques, exercices, problèmes, solutions, indication, définition',
  },
  es: {
    problem: 'ejercicio, problema, pregunta, enunciado, ejemplo, tarea, cuestión',
    theorem: 'teorema, lema, proposición, proposicion, corolario',
    solution: 'solución, solucion, resolución, resolucion, desarrollo',
    proof: 'demostración, demostracion, prueba',
    answer: 'respuesta, resultado',
    claim: 'afirmación, paso base, paso inductivo',
    step: 'paso',
    case: 'caso, parte, apartado',
    remark: 'observación, nota, comentario, ejercicios, problemas, soluciones, pista, definición',
  },
  pt: {
    problem: 'exercício, exercicio, problema, questão, questao, enunciado, exemplo',
    theorem: 'teorema, lema, proposição, proposicao, corolário',
    solution: 'solução, solucao, resolução, resolucao',
    proof: 'demonstração, demonstracao, prova',
    answer: 'resposta',
    claim: 'afirmação',
    step: 'passo, etapa',
    case: 'caso, parte',
    remark: 'observação, nota, exercícios, soluções, dica, definição',
  },
  it: {
    problem: 'esercizio, problema, domanda, testo, esempio, quesito',
    theorem: 'teorema, lemma, proposizione, corollario',
    solution: 'soluzione, svolgimento, risoluzione',
    proof: 'dimostrazione, prova',
    answer: 'risposta',
    step: 'passo, passaggio',
    case: 'caso, parte',
    remark: 'osservazione, nota, esercizi, soluzioni, suggerimento, definizione',
  },
  nl: {
    problem: 'opgave, oefening, vraag, voorbeeld, probleem',
    theorem: 'stelling, lemma, gevolg',
    solution: 'oplossing, uitwerking',
    proof: 'bewijs',
    answer: 'antwoord',
    step: 'stap',
    case: 'geval',
    remark: 'opmerking, opgaven, oefeningen',
  },
  scandinavian: {
    problem: 'uppgift, opgave, oppgave, övning, øvelse, exempel, eksempel, tehtävä, esimerkki, dæmi',
    theorem: 'sats, sætning, setning, teorem, lause, hjälpsats',
    solution: 'lösning, løsning, ratkaisu, lausn',
    proof: 'bevis, todistus, sönnun',
    answer: 'svar, vastaus',
    step: 'steg, trin, trinn, vaihe, skref',
    case: 'fall, tilfælde, tilfelle, tapaus',
    remark: 'anmärkning, bemærkning, merknad, huomautus',
  },
  pl: {
    problem: 'zadanie, ćwiczenie, problem, pytanie, przykład, treść zadania',
    theorem: 'twierdzenie, lemat, wniosek, stwierdzenie',
    solution: 'rozwiązanie, rozwiazanie',
    proof: 'dowód, dowod',
    answer: 'odpowiedź, odpowiedz',
    step: 'krok',
    case: 'przypadek, część',
    remark: 'uwaga, zadania, rozwiązania, wskazówka, definicja',
  },
  'cs, sk': {
    problem: 'úloha, příklad, cvičení, zadání, otázka, príklad, cvičenie, zadanie',
    theorem: 'věta, veta, tvrzení, tvrdenie, důsledek, dôsledok, lemma',
    solution: 'řešení, riešenie, postup',
    proof: 'důkaz, dôkaz',
    answer: 'odpověď, odpoveď',
    step: 'krok',
    case: 'případ, prípad',
    remark: 'poznámka',
  },
  'hr, sr, sl, bs': {
    problem: 'zadatak, primjer, primer, naloga, vježba, vaja, задатак, пример',
    theorem: 'teorem, teorema, izrek, lema, posledica, korolar, теорема, лема, последица, тврђење',
    solution: 'rješenje, rešenje, rešitev, решење',
    proof: 'dokaz, доказ',
    answer: 'odgovor, одговор',
    step: 'korak, корак',
    case: 'slučaj, primer, случај',
    remark: 'napomena, opomba, напомена',
  },
  ru: {
    problem: 'задача, упражнение, задание, вопрос, пример, условие',
    theorem: 'теорема, лемма, утверждение, следствие, предложение',
    solution: 'решение, разбор',
    proof: 'доказательство, док-во',
    answer: 'ответ',
    step: 'шаг',
    case: 'случай, часть',
    remark: 'замечание, примечание, задачи, упражнения, решения, указание, определение',
  },
  mk: {
    problem: 'задача, вежба, прашање, пример',
    theorem: 'теорема, лема, последица, тврдење',
    solution: 'решение, решавање',
    proof: 'доказ',
    answer: 'одговор',
    step: 'чекор',
    case: 'случај',
    remark: 'забелешка, задачи, решенија',
  },
  'uk, bg, be': {
    problem: 'задача, вправа, завдання, приклад, упражнение, задание, задача, практыкаванне',
    theorem: 'теорема, лема, наслідок, твърдение, следствие, тэарэма',
    solution: "розв'язання, розв’язання, розвязання, решение, рашэнне, розв'язок",
    proof: 'доведення, доказателство, доказ',
    answer: 'відповідь, отговор, адказ',
    step: 'крок, стъпка',
    case: 'випадок, случай',
    remark: 'зауваження, забележка',
  },
  ro: {
    problem: 'problemă, problema, exercițiu, exercițiul, întrebare, exemplu, enunț',
    theorem: 'teoremă, teorema, lemă, corolar, propoziție',
    solution: 'soluție, soluția, rezolvare',
    proof: 'demonstrație, demonstraţie',
    answer: 'răspuns',
    step: 'pasul, pas',
    case: 'cazul, caz',
    remark: 'observație, notă',
  },
  hu: {
    problem: 'feladat, kérdés, példa',
    theorem: 'tétel, állítás, következmény, segédtétel',
    solution: 'megoldás',
    proof: 'bizonyítás',
    answer: 'válasz',
    step: 'lépés',
    case: 'eset',
    remark: 'megjegyzés',
  },
  el: {
    problem: 'άσκηση, πρόβλημα, ερώτηση, παράδειγμα',
    theorem: 'θεώρημα, λήμμα, πρόταση, πόρισμα',
    solution: 'λύση',
    proof: 'απόδειξη',
    answer: 'απάντηση',
    step: 'βήμα',
    case: 'περίπτωση',
    remark: 'παρατήρηση',
  },
  tr: {
    problem: 'soru, problem, alıştırma, örnek',
    theorem: 'teorem, lemma, önerme, sonuç',
    solution: 'çözüm',
    proof: 'ispat, kanıt',
    answer: 'cevap, yanıt',
    step: 'adım',
    case: 'durum',
    remark: 'not, uyarı',
  },
  vi: {
    problem: 'bài tập, bài toán, đề bài, câu hỏi, ví dụ',
    theorem: 'định lý, định lí, bổ đề, mệnh đề, hệ quả',
    solution: 'lời giải, bài giải, giải',
    proof: 'chứng minh',
    answer: 'đáp án, đáp số, trả lời',
    step: 'bước',
    case: 'trường hợp',
    remark: 'nhận xét, chú ý',
  },
  'id, ms': {
    problem: 'soal, latihan, pertanyaan, contoh, soalan',
    theorem: 'teorema, lema, proposisi',
    solution: 'penyelesaian, solusi, pembahasan',
    proof: 'bukti',
    answer: 'jawaban, jawapan',
    step: 'langkah',
    case: 'kasus',
    remark: 'catatan',
  },
  ar: {
    problem: 'مسألة, المسألة, تمرين, التمرين, سؤال, السؤال, مثال',
    theorem: 'مبرهنة, نظرية, تمهيدية',
    solution: 'حل, الحل',
    proof: 'برهان, البرهان, إثبات, الإثبات',
    answer: 'جواب, الجواب, الإجابة',
    step: 'خطوة, الخطوة',
    case: 'حالة, الحالة',
    remark: 'ملاحظة',
  },
  fa: {
    problem: 'تمرین, مسئله, مثال',
    theorem: 'قضیه, لم',
    solution: 'حل, راه حل, پاسخ',
    proof: 'اثبات',
    step: 'گام, مرحله',
  },
  he: {
    problem: 'תרגיל, שאלה, בעיה, דוגמה',
    theorem: 'משפט, למה, טענה, מסקנה',
    solution: 'פתרון',
    proof: 'הוכחה',
    answer: 'תשובה',
    step: 'שלב, צעד',
    case: 'מקרה',
    remark: 'הערה',
  },
  hi: {
    problem: 'प्रश्न, समस्या, उदाहरण, अभ्यास',
    theorem: 'प्रमेय',
    solution: 'हल, समाधान',
    proof: 'उपपत्ति, प्रमाण',
    answer: 'उत्तर',
    step: 'चरण',
    case: 'स्थिति',
  },
  zh: {
    problem: '题目, 题, 问题, 练习, 习题, 例, 例题, 例題, 題目, 問題, 習題, 已知, 求证, 思考题',
    theorem: '定理, 引理, 命题, 推论, 命題, 推論',
    solution: '解, 解答, 解法, 解析, 题解, 解题过程, 解答过程, 求解',
    proof: '证明, 證明, 证, 證',
    answer: '答案, 答, 最终答案',
    claim: '断言',
    step: '步骤, 步驟',
    case: '情况, 情形, 情況',
    remark: '注, 备注, 注意, 附注, 提示, 定义',
  },
  ja: {
    problem: '問題, 例題, 問, 演習, 練習問題, 設問, 課題',
    theorem: '定理, 補題, 命題, 系',
    solution: '解答, 解, 解法, 解説, 解き方',
    proof: '証明',
    answer: '答え, 答, 回答',
    step: 'ステップ, 手順',
    case: '場合',
    remark: '注意, 注, 備考, 補足',
  },
  ko: {
    problem: '문제, 예제, 연습문제, 질문',
    theorem: '정리, 보조정리, 명제, 따름정리',
    solution: '풀이, 해설, 해답, 해결',
    proof: '증명',
    answer: '답, 정답',
    step: '단계, 스텝',
    case: '경우',
    remark: '참고, 주의',
  },
  th: { problem: 'โจทย์, ตัวอย่าง', solution: 'วิธีทำ, เฉลย', proof: 'พิสูจน์', answer: 'คำตอบ', step: 'ขั้นตอนที่, ขั้นที่' },
};

/** Words before a label's word that leave its meaning: "Second proof", "Kurzer Beweis". */
const qualifiers = new Set(
  'first second third fourth fifth another alternative alternate other short quick detailed full complete direct formal informal simple elementary combinatorial algebraic geometric analytic inductive rigorous my our model sample suggested possible official proposed the a correct incorrect wrong erste zweite dritte weitere alternative kurze kurzer direkter anderer première premiere deuxième seconde autre primera segunda otra primeira outra prima altra pierwsze drugie inne первое второе другое прво второ друго вторo'.split(
    ' ',
  ),
);

/** Words after a label's word that leave its meaning: "Solution to Exercise 3", "Beweis von Satz 2". */
const connectors = new Set(
  'of to for by via using from in with and zu zum zur von für mit durch des der de du d pour par del della di do da para por per z do na dla к по для для на за від van voor af til for att на'.split(
    ' ',
  ),
);

const precedence: readonly Role[] = [
  'solution',
  'proof',
  'problem',
  'theorem',
  'answer',
  'step',
  'case',
  'claim',
  'remark',
  'neutral',
];

/** Every known word in lower case with what it announces. */
export type Words = ReadonlyMap<string, Role>;

const builtIn: Words = (() => {
  const words = new Map<string, Role>();
  for (const role of precedence) {
    for (const row of Object.values(table)) {
      for (const word of row[role]?.split(',') ?? []) {
        const key = word.trim().toLowerCase();
        if (!words.has(key)) words.set(key, role);
      }
    }
  }
  return words;
})();

/** The word for a role in the language of a text's last labelled problem; in English where none is labelled. */
export function wordIn(text: string, role: Role): string {
  const rows = Object.values(table);
  const list = (words: string | undefined) => words?.split(',').map(word => word.trim()) ?? [];
  const heads = text.split('\n').map(line => /^[\s>#*_]*(\p{L}+)/u.exec(line)?.[1]?.toLowerCase());
  for (const head of heads.reverse()) {
    const row = rows.find(({ problem, theorem }) => head && [...list(problem), ...list(theorem)].includes(head));
    const [word] = list(row?.[role]);
    if (word) return word[0]!.toUpperCase() + word.slice(1);
  }
  return list(table.en![role])[0]!.replace(/^./, first => first.toUpperCase());
}

let latest: { readonly key: string; readonly words: Words } | undefined;

/** The built-in words and the user's own: the same object for the same words, so that what was read with them is known again. */
export function wordsFor(options: Pick<ParseOptions, 'solutionWords' | 'problemWords'>): Words {
  if (options.solutionWords.length === 0 && options.problemWords.length === 0) return builtIn;
  const key = JSON.stringify([options.solutionWords, options.problemWords]);
  if (latest?.key === key) return latest.words;
  const words = new Map(builtIn);
  for (const word of options.problemWords) words.set(word.trim().toLowerCase(), 'problem');
  for (const word of options.solutionWords) words.set(word.trim().toLowerCase(), 'solution');
  latest = { key, words };
  return words;
}

export interface Label {
  readonly role: Role;
  /** Characters of the label itself: word, number, title and punctuation. */
  readonly length: number;
  /** The number behind the word ("Step 3" has "3"). */
  readonly number: string;
}

/** Where a label stands decides how much must speak for it. */
export type LabelPlace = 'heading' | 'emphasis' | 'plain';

const spaced = /^[\p{L}\p{M}][\p{L}\p{M}'’-]*/u;
const unspaced = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー\p{sc=Hangul}\p{sc=Thai}]+/u;
const leading = /^[^\p{L}\p{N}]*(?:(?:§\s*)?\d{1,4}(?:\.\d{1,4})*[.)]?\s*)?/u;
const number =
  /^\s*(?:[#№]|nr?\.?|no\.)?\s*((?:\d+(?:[.–-]\d+)*[a-z]?|[ivxlc]+(?![\p{L}])|[a-z](?![\p{L}])|[一二三四五六七八九十]+|\(\s*[\da-z]{1,3}\s*\))['′]?)/iu;
const title = /^\s*(?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^[\]\n]*\]|（[^（）\n]*）)/u;
const mark = /^\s*(?:[:：.。．]|[—–-]+(?=\s|$))/u;
const ordinalWord = /^第\s*[一二三四五六七八九十\d]+\s*([步题題问問章])/u;

/** The label at the start of `text` (one line, markup removed), or nothing. */
export function labelOf(text: string, place: LabelPlace, words: Words): Label | undefined {
  const line = text.length > 200 ? text.slice(0, 200) : text;
  const ordinal = ordinalWord.exec(line);
  if (ordinal) {
    const length = ordinal[0].length + (mark.exec(line.slice(ordinal[0].length))?.[0].length ?? 0);
    const role = ordinal[1] === '步' ? 'step' : ordinal[1] === '章' ? 'neutral' : 'problem';
    return place === 'plain' && length === ordinal[0].length ? undefined : { role, length, number: ordinal[0] };
  }
  const from = place === 'plain' ? 0 : leading.exec(line)![0].length;
  const word = wordAt(line, from, words) ?? (place === 'plain' ? suffixed(line, words) : qualified(line, from, words));
  return word && complete(line, word, place);
}

interface FoundWord {
  readonly role: Role;
  readonly start: number;
  readonly end: number;
}

function wordAt(line: string, from: number, words: Words): FoundWord | undefined {
  const rest = line.slice(from);
  const block = unspaced.exec(rest)?.[0];
  if (block) {
    for (let n = Math.min(block.length, 8); n > 0; n--) {
      const role = words.get(block.slice(0, n));
      if (role) return { role, start: from, end: from + n };
    }
    return undefined;
  }
  const ends: number[] = [];
  for (let at = 0; ends.length < 4; ) {
    const word = spaced.exec(rest.slice(at))?.[0];
    if (!word) break;
    at += word.length;
    ends.push(at);
    if (rest[at] !== ' ') break;
    at++;
  }
  for (let n = ends.length; n > 0; n--) {
    const role = words.get(rest.slice(0, ends[n - 1]).toLowerCase());
    if (role) return { role, start: from, end: from + ends[n - 1]! };
  }
  return undefined;
}

/** "Second solution": one word that qualifies, then the word. */
function qualified(line: string, from: number, words: Words): FoundWord | undefined {
  const first = spaced.exec(line.slice(from))?.[0];
  if (!first || !qualifiers.has(first.toLowerCase())) return undefined;
  return wordAt(line, from + first.length + 1, words);
}

/** "1단계", "2. lépés": the number comes first; only steps are written so in running text. */
function suffixed(line: string, words: Words): FoundWord | undefined {
  const digits = /^\d{1,3}[.)]?\s?/.exec(line)?.[0];
  const found = digits ? wordAt(line, digits.length, words) : undefined;
  return found?.role === 'step' || found?.role === 'case' ? found : undefined;
}

/** The rest of the label behind its word; nothing when the word turns out to open an ordinary sentence. */
function complete(line: string, word: FoundWord, place: LabelPlace): Label | undefined {
  let at = word.end;
  const found = number.exec(line.slice(at));
  if (found) at += found[0].length;
  const named = title.exec(line.slice(at))?.[0];
  if (named) at += named.length;
  const punctuation = mark.exec(line.slice(at))?.[0];
  // A letter alone is a word only as "Q:" and "A:"; "a." numbers a part.
  if (
    word.end - word.start === 1 &&
    line.charCodeAt(word.start) < 128 &&
    !/^[A-Z]\s*\d*\s*[:：]/.test(line.slice(word.start))
  )
    return undefined;
  if (punctuation) at += punctuation.length;
  const label = { role: word.role, number: found?.[1] ?? '' };
  const rest = line.slice(at);
  if (/^\s*[*_∎]*\s*$/.test(rest)) {
    return place === 'plain' && !punctuation && !numbered(word.role, label.number)
      ? undefined
      : { ...label, length: line.length };
  }
  const opensProblem =
    word.role === 'problem' ||
    word.role === 'theorem' ||
    word.role === 'step' ||
    word.role === 'case' ||
    word.role === 'claim';
  if (place === 'plain') {
    if (!punctuation || (!/^(?:\s|$)/.test(rest) && !/[：。]$/.test(punctuation))) return undefined;
    // "Case. …" may be prose; "Proof." and "Theorem 2." are not.
    const stops = /[.．。]$/.test(punctuation);
    const certain = word.role === 'proof' || word.role === 'theorem' || word.role === 'solution' || label.number !== '';
    if (stops && !certain) return undefined;
    return { ...label, length: at };
  }
  if (punctuation && (opensProblem || place === 'emphasis' || /[:：—–-]/.test(punctuation)))
    return { ...label, length: at };
  if (found && opensProblem) return { ...label, length: at };
  const next = spaced.exec(rest.trimStart())?.[0]?.toLowerCase();
  if (next && connectors.has(next) && !opensProblem && rest.length < 100) return { ...label, length: line.length };
  return undefined;
}

function numbered(role: Role, n: string): boolean {
  return n !== '' && role !== 'remark';
}
