/** Words that end a statement as a comma does: and, or, so, then, thus, hence, therefore, gives, … */
export const conjunctions = new Set(
  `and or so then thus hence therefore because since but if when where while gives giving implies yields
   und oder also daher somit deshalb folglich denn weil wenn dann
   et ou donc alors ainsi
   y o u entonces luego porque pues cuando
   e ou então quando
   e ed oppure quindi dunque allora perché
   i oraz lub albo więc zatem stąd ponieważ
   и или значит поэтому тогда следовательно так потому если
   和 或 则 所以 因此 因为 且 ですから したがって`.split(/\s+/),
);

/** Words that change what a number next to them means; it can't be judged without understanding them. */
export const meaningful = new RegExp(
  `^(?:squared|cubed|square|cube|percent|dozens?|hundreds?|thousands?|millions?|billions?|trillions?|times|plus|minus|less|more|fewer|divided|multiplied|twice|thrice|double|half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?|of|remainder|rem|mod|modulo|choose|to|over|by|power|factorial|not|no|negative|per-cent|pm|am|bc|ad
  |mal|minus|geteilt|durch|hoch|quadrat|prozent|tausend|millionen|million|milliarden|dutzend|hundert|halbe|hälfte|drittel|viertel|rest|von|kein|nicht|weniger|mehr|doppelt
  |fois|moins|divisé|pourcent|cent|mille|millions|milliards|douzaines?|moitié|tiers|reste|carré|puissance|pas|double
  |por|menos|más|mas|dividido|entre|ciento|mil|millones|docenas?|mitad|resto|cuadrado|doble|veces
  |vezes|mais|menos|dividido|milhões|milhão|dúzias?|metade
  |per|volte|meno|più|diviso|mila|milioni|dozzine|metà|resto
  |razy|plus|minus|przez|tysiąc\\p{L}*|tys|milion\\p{L}*|tuzin\\p{L}*|połow\\p{L}*|reszt\\p{L}*
  |раз|раза|плюс|минус|процент\\p{L}*|тысяч\\p{L}*|миллион\\p{L}*|млн|млрд|тыс|дюжин\\p{L}*|половин\\p{L}*|остат\\p{L}*|не|на|умножить|разделить|квадрате
  |(?!千[米克瓦]|百分)[百千万亿億倍余减乘除加比分半].*|.*[百千万亿億倍余减乘除])$`.replace(/\s+/g, ''),
  'u',
);

/** Digits may mean something else here. */
export const otherDigits = /\bbase\b|\bbinary|\bhex/iu;

/** Stems of words, a line a language; in scripts that put no spaces between words, they may stand anywhere. */
const stems = (lines: string) =>
  new RegExp(
    lines
      .trim()
      .split(/\s*\n\s*/)
      .map(line =>
        /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}]/u.test(line)
          ? line
          : String.raw`(?<!\p{L})(?:${line})`,
      )
      .join('|'),
    'iu',
  );

/** The same of a problem's numerals, where "base" alone is a side of a triangle. */
export const otherNumerals = stems(String.raw`
  binary|hexadec|octal|base[- ](?:two|three|eight|twelve|sixteen|\$?\d)
  zahlensystem|stellenwertsystem|binär|basis \$?\d|(?:zweier|dreier|vierer|fünfer|sechser|siebener|achter|neuner|elfer|zwölfer|zwanziger|dual|oktal|hexadezimal|duodezimal)(?:system|zahl)
  binaire|binari|base \$?\d
  \p{L}*tallig
  system\p{L}* (?:dwójk|trójk|czwórk|piątk|szóstk|siódemk|ósemk|dziewiątk|dwunastk|szesnastk|pozycyjn|liczb)\p{L}*|podstawie \$?\d
  (?:dvojk|trojk|čtyřk|štvork|pětk|päťk|šestk|sedmičk|sedmičk|osmičk|devítk|dvanáctk|šestnáctk)ov\p{L}* s[oú]ustav|číseln\p{L}* so?ús?tav|základ\p{L}* \$?\d
  систем\p{L}* (?:счислен|числен)|(?:дво|тро|четвер|пятер|шестер|семер|восьмер|девятер|двенадцатер|шестнадцатер)ичн|(?:двійк|трійк|п.ятірк|шістк|сімк|вісімк|дванадцятк|шістнадцятк)ов|бройн\p{L}* систем
  bas(?:en)? \$?\d|\p{L}*talssystem
  \p{L}{4,}järjestelm
  \p{L}*számrendszer
  baza \$?\d|bazi \$?\d
  \p{L}*sayı sistem|taban[ıi]nda
  βάση (?:το )?\$?\d
  进制|進制|进位制|進法|進数|진법|진수`);

/** Beside a relation that doesn't hold, these say that the writer knows: it is a mistake, or false. */
export const mistaken = stems(String.raw`
  fout|onjuist|onwaar|verkeerd|niet waar|klopt niet
  błąd|błęd|niepopr|niepraw
  chyb|špatn|zle(?!\p{L})|nespráv|nepravd
  fel(?:et|en|aktig\p{L}*)?(?!\p{L})|falsk|osan|inte (?:sant|rätt)
  forkert|fejl|feil|galt(?!\p{L})|usan[dt]|ikke (?:sand?t|riktig|rigtig)
  väär[iä]|virhe|epäto
  hib[aá]|hamis|téves|helytelen|nem igaz
  gre[șş]|incorect|neadev|nu e adev
  yanl[ıi]ş|hata|doğru değil
  λάθο|λαθ|σφάλμα|ψευδ|λανθασ
  неправд|помилк|хибн|невірн|грешк|невярн|нетачн
  pogre[šs]|neto[čc]n|neta[čc]n|napa[čc]n
  sai(?!\p{L})|salah
  خطأ|خاطئ|اشتباه|غلط|نادرست|غير صحيح
  טעות|שגוי|לא נכון
  गलत|ग़लत|अशुद्ध
  误|誤|正しくない|不正确|틀[리린림렸]|거짓|오류|잘못|ผิด`);

/** A problem that asks for an estimate, and the words that tell one. */
export const estimate = stems(`
  estimat
  überschl|abschätz|schätz
  estim|ordres? de grandeur|orden de magnitud|ordem de grandeza
  stim[aei]|ordine di grandezza
  schat(?!z)
  szac|oszac
  odhad
  оцен|прикин|прикид|оцін
  uppskatt|överslag|overslag|anslå|skøn
  arvio
  becsl|becsül
  tahmin
  εκτίμ|εκτιμ
  procijen|procen[ai]
  估[算计計]|見積|概算|어림|추정`);

/** Methods by which a letter takes one value after another, each nearer to a solution; `isIterated` says which letters need no word. */
export const approaching = stems(String.raw`
  iterat|itera[cç]|itér|iterier|bisec|bisse[cç]|bise[kz]|regula falsi|jacobi|gauss[- ]seidel|gradient\p{L}* descent|runge|raphson
  (?:newton|heron|herón|secant|halley)\p{L}*(?:['’]\p{L}+)?[\s-]+(?:\p{L}+[\s-]+)?(?:m[eé]th?od|metod|verfahr|yöntem|módszer|menetelm)
  m[eé]th?od\p{L}*\s+(?:\p{L}{1,4}[\s'’]+)?(?:newton|ньютон|h[eé]r[oó]n|s[eé]cant|halley)
  intervallhalb|sekantenverf|gradientenabst|dichotomi|połowieni|půlení|näherungsverf|felez
  итер|ітер|бисек|бісек|половинн\p{L}* делен|метод\p{L}* (?:хорд|секущ|касат|ньютон|дотичн)
  μέθοδ\p{L}*\s+(?:\p{L}{1,4}\s+)?(?:νεύτων|newton)
  迭代|牛顿法|牛頓法|二分法|弦截|割线法|反復|ニュートン法|반복법|뉴턴|이분법`);

/** Words that leave a summand out on purpose. */
export const neglecting = stems(`
  neglect|without the
  vernachläss
  néglig
  neglig|desprec|desprez
  trascur
  pomij|pomin
  zanedb
  пренебр|нехту
  försumm|verwaarl
  ihmal
  忽略|無視|무시`);

/** What is said of a function on a part of the line, and of the rest by these. */
export const continued = stems(String.raw`
  odd(?!\p{L})|even(?!\p{L})|period|continued|extended|[ck]onstan
  ungerade|gerade(?!\p{L})|fortgesetzt|fortsetz
  impair|paire|périod|prolong
  impar|par(?!\p{L})|periód|ímpar
  dispari|pari(?!\p{L})
  nieparzyst|parzyst|okres
  lich[áýé]|sud[áýé]
  н?е?ч[её]тн|период|період|непарн|парн
  udda|jämn|ulige|oneven
  tek fonksiyon|çift fonksiyon|periyo
  奇函数|偶函数|周期|奇関数|偶関数|홀함수|짝함수|주기|우함수|기함수`);

/** What is done to a function, which keeps its name. */
export const moved = stems(`
  shift|translat|stretch|compress|reflect|mirror|rotat|replac|corrected
  verschieb|verschob|gestreckt|streck(?!e)|gestaucht|stauch|gespiegelt|spieg|gedreht|ersetz|korrigiert
  décal|translat|étir|symétrique par|remplac
  desplaz|traslad|estir|reflej|reemplaz
  spostat|traslat|riflett|rifless|sostitu
  desloc|translad|estic|reflet|substitu[ií]
  przesun|odbi|rozciąg|zastąp
  сдви|перенес|перенос|растян|растяг|отраз|отраж|замен
  verschov|gespiegeld|uitgerekt|förskj|spegl|forskyd|spejl|posun|zrcadl
  平移|拉伸|翻折|平行移動|対称移動|평행이동|대칭이동`);

/** Right behind what a function is, these say where it is that. */
export const pieceFollows =
  /^[\s$,;)]*(?:when|if|whenever|as long as|unless|up to|until|wenn|falls|solange|bis|si|quand|lorsque|jusqu|tant que|cuando|hasta|mientras|se|quando|fino a|até|jeśli|gdy|dopóki|если|когда|пока|до|при|якщо|als|zolang|om|hvis|když|pokud|eğer)(?!\p{L})|^[\s$,，]*(?:当|若|のとき|일 때)/iu;

/** A problem that asks whether something holds. */
export const asksWhether =
  /\b(?:check|test|verify|decide|determine|find out) (?:if|whether)\b|punktprobe|(?:prüfe|untersuche|teste|entscheide)\p{L}*,? ob\b|vérifie\p{L}* si\b|comprueb\p{L}* si\b|verifi\p{L}* (?:se|si)\b|провер\p{L}*,?[^.]{0,30} ли\b|лежит ли|是否/iu;

/** A problem that asks for remainders, or calculates with them. */
export const remainders =
  /(?<!\p{L})m[oó]dulo? \$?\d|за модулем|法として|模 ?\$?\d|법으로|나머지|остач|maradék|zbyt\p{L}*[^.]{0,40}děl|\brest\p{L}*[^.]{0,40}(?:deling|împ)|\bmod(?:ul[oa]r?|ul[io])?\b|\\[bp]?mod|\bremainders?\b|congruen|kongruen|\brestklasse|\bwelchen rest|\brest (?:bei|von)\b|\brest\b[^.]{0,40}\bdivi|division euclid|\breste\b[^.]{0,40}\bdivi|\brest[oa]\b[^.]{0,40}\bdivi|остат\p{L}*[^.]{0,30}дел|по модулю|余数|餘數|余り|同余|\\mathbb\s*\{?[FZ]\}?\s*_|ℤ_|𝔽|\bclock\b|-hour clock|zifferblatt|reszt\p{L}*[^.]{0,30}dziel/iu;

/** Such a problem is about residue classes from its first line to its last. */
export const residues =
  /(?<!\p{L})m[oó]dulo? \$?\d|за модулем|法として|模 ?\$?\d|법으로|\bmod(?:ul[oa]r?|ul[io])?\b|\\[bp]?mod|restklasse|по модулю|同余|\\mathbb\s*\{?[FZ]\}?\s*_|ℤ_|𝔽/iu;

/** In the same sentence as a false relation, these say that the writer knows: a refutation, a trial, a question, another base. */
export const reservation =
  /\binstead of\b|\bstatt\b|au lieu de|en vez de|em vez de|invece di|вместо|而不是|\\mathbb\s*\{?[FZ]\}?\s*[_/]|ℤ_|𝔽_|~~|\([f✗]\)|[\d$)] ?f\.|\bno,? wait\b|\boops\b|\bbeware|\bmany (?:write|think)|\bmight think|\bstudents? (?:often|wr[io]te)|\b(?:s?he|they|who|student) wrote|holds only|blunder|\bmyth\b|\bcan't\b|characteristic \d|fehler|\bviele schreiben|\bschrieb\b|erreur|a écrit|\bojo\b|\bmal:|está mal|escribió|ошиб|неправил|нельзя|написал|错|不能|写道|sbagli|non è vero|ha scritto|\berro\b|errad[oa]|escreveu|suponha|supponiamo|błąd|間違|誤り|실수|틀렸|\bscratch that\b|contradict|impossib|absurd|\bfalse\b|\bwrong|incorrect|mistake|\berror|not true|\b(?:is|are|was|does|do|did|can|could|will|would)(?: not\b|n't)|\bcannot\b|\bnot (?:an? |the )?(?:equal|true|possib|correct|valid|right|satisf|hold|work|match|solution|integer|consistent|enough|case)|\bnever\b|\btry(?:ing)?\b|\btrial|\bguess|\bsuppos(?:e|ing)\b|\bassum|\btest(?:ing)?\b|\bcheck(?:ing)? (?:if|whether)|\bwhether\b|\bfail|\bremainder|\bleft over|\bmodulo\b|\bmod\b|\bscale|boolean|\bxor\b|o'clock|\bclock\b|modular|tropical|widerspr|unmöglich|\bfalsch|\bnicht\b|\bkein|probier|\bversuch|angenommen|\brest\b|maßstab|\bfaux|\bpas\b|essay|supposons|supposé\b|\breste\b|échelle|contradic|imposible|\bfals|\bno es\b|prueba|supong|\bresto\b|escala|sprzeczn|niemożliw|fałsz|reszt|противореч|невозможн|неверн|ложн|пусть|предполож|остат|масштаб|矛盾|不可能|不成立|错误|假设|余|不是|不对|比例尺/iu;

/** In the same sentence, these say that a result is only near. */
export const approximately =
  /\bapprox|\babout\b|\broughly|\bround|\bnearest|\bestimat|\baround\b|\balmost|\bnearly|gerundet|\brund\b|ungefähr|\betwa\b|\bca\.|environ|arrondi|aproximad|redonde|cerca de|około|zaokrągl|примерно|около|округл|приблиз|约|大约|四舍五入/iu;

/** Right before a calculation these make it a part of a larger one in words. */
export const changesMeaningBefore =
  /(?:(?<!\p{L})(?:day|week|month|year|step|page|case|problem|question|chapter|number|tag|woche|seite|aufgabe|jour|page|día|semana|день|стр|not|if|whether|suppose|assume|nicht|wenn|falls|angenommen|non|pas|si|supposons|supongamos|nie|jeśli|не|если|twice|thrice|double|doubled|triple|half|times|choose|plus|minus|less|negative|(?:multipl|divid)\p{L}* (?:(?:it|this|that|them|both) )?by|doppelt|mal|minus|hälfte|double|fois|moins|moitié|doble|mitad|veces|menos|dobro|metade|vezes|doppio|metà|volte|razy|раз|минус|плюс|половина)|(?:%|percent|half|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?|\d) of(?: the)?|[倍乘加减除的]|不是|如果|若|假设|假如)\s*$/u;

/** Right after a result these make it another number, or the start of one. */
export const changesMeaningAfter =
  /^[ -]*(?:(?:dozens?|hundreds?|thousands?|millions?|billions?|trillions?|times(?= (?:\d|as|the|that|more|less|[$€£]))|percent|of(?= [\d$€£(])|squared|cubed|more than|less than|plus|minus|and a half|and one|with(?= \d)|half|halves|thirds|quarters|fourths|fifths|sixths|eighths|tenths|one-\p{L}+|r|rem|remainder|k|modulo|mod|base|dutzend|tausend|millionen|million|milliarden|mal|rest|prozent|von|mille|millions|milliards|fois|pour ?cent|reste|mil|millones|millón|veces|por ciento|resto|de cada|mila|milioni|volte|vezes|milhões|tysięcy|tysiące|mln|razy|reszt\p{L}*|тысяч\p{L}*|миллион\p{L}*|млн|раз|остат\p{L}*|процент\p{L}*)(?!\p{L})(?![/'])|\(?\s*(?:mod|base|r|rem|остаток)(?!\p{L})|[百千万亿億倍余]|[%‰]|_|[-+*/^×·÷]\s*[\p{L}])/iu;

/** "3 remainder 2", "3 R 2", "3 Rest 2": the remainder is captured. */
export const remainderWord =
  /^[\s(]*(?:r|rem|remainder|rest|reste|resto|reszta|reszty|остаток|余)\.?\s*(?:of\s*)?(\d{1,9})/iu;

/** Units that are parts of each other: a sum of two of them can't be added as written. */
export const measure =
  /^(?:pounds?|lbs?|ounces?|oz|feet|foot|ft|inch(?:es)?|in|yards?|miles?|hours?|hrs?|h|minutes?|mins?|min|seconds?|secs?|s|days?|weeks?|months?|years?|mm|cm|dm|m|km|mg|g|kg|grams?|kilograms?|met(?:er|re)s?|kilomet(?:er|re)s?|centimet(?:er|re)s?|l|ml|lit(?:er|re)s?|cups?|pints?|quarts?|gallons?|teaspoons?|tablespoons?|dollars?|cents?|quarters?|dimes?|nickels?|penn(?:y|ies)|stunden?|minuten?|sekunden?|tage?|wochen?|heures?|jours?|semaines?|horas?|minutos?|segundos?|días?|dias?|semanas?|euros?|céntimos?|centimes?|godzin\p{L}*|minut\p{L}*|час\p{L}*|мин\p{L}*|секунд\p{L}*|дн\p{L}*|рубл\p{L}*|копе\p{L}*|м|см|км|кг|г|小时|分钟|秒|天|米|厘米|千米|公里|公斤|克|元|角|分)$/iu;

/** Units of physics, with what stands before them for their size: how many of one are another, too many tables tell. */
export const physical =
  /^(?:(?:da|[yzafpnuµμmcdhkMGTPE])?(?:[sgmlJNWVAFHTKCB]|Pa|bar|Hz|eV|mol|cal|Wh|Ω|bits?|bytes?|b)|(?:ki|me|gi|te)?i?b|t|ha|rad(?:ians?)?|deg(?:rees?)?|turns?|rev(?:olutions?)?|(?:pico|nano|micro|milli|centi|kilo|mega|giga|tera|kibi|mebi|gibi)?(?:bits?|bytes?|joules?|watts?|volts?|amp(?:ere)?s?|hertz|pascals?|newtons?|moles?|calories?|gramm?s?|met(?:er|re)s?|lit(?:er|re)s?)|nibbles?|octets?|molecules|particles|atoms|electrons|inch(?:es)?)$/iu;

/** Units of time. */
export const time =
  /^(?:hours?|hrs?|h|minutes?|mins?|min|seconds?|secs?|s|days?|weeks?|months?|years?|stunden?|minuten?|sekunden?|tage?n?|wochen?|monate?n?|jahre?n?|heures?|jours?|semaines?|mois|ans?|horas?|minutos?|segundos?|días?|dias?|semanas?|meses|mes|años?|anos?|godzin\p{L}*|minut\p{L}*|dni|час\p{L}*|мин\p{L}*|секунд\p{L}*|дн\p{L}*|недел\p{L}*|小时|分钟|秒|天|周|月|年)$/iu;

/** An inequality after these is no claim. */
export const condition =
  /(?<!\p{L})(?:if|when|whenever|whether|unless|until|since|because|suppose|assume|for|case|where|provided|wenn|falls|ob|sobald|solange|für|si|quand|lorsque|pour|cuando|para|se|quando|per|jeśli|gdy|dla|если|когда|при|для)(?!\p{L})|[如若当]|\?/iu;

/** Latin function names that stay functions outside LaTeX too. */
export const functionNames = new Set(
  'sin cos tan cot sec csc arcsin arccos arctan log ln exp gcd lcm min max abs floor ceil root binom'.split(' '),
);

/** Two- and three-letter words that stand in mathematics as words and not as a product of letters. */
export const shortWords = new Set(
  `and or is so to of in if for per the are let as at by on we it be no not all any has
   cm km kg mg ml mm lb lbs ft mph hrs hr min sec oz mi day days pt gal yd mol hz kwh usd eur rem
   und die der das wir mit von ist also et les est on sur que y es con los las de el la e il di do da na za se po`.split(
    /\s+/,
  ),
);

/** Words that suppose something, or take up a case. */
export const supposition =
  /\b(?:let(?:ting)?|set(?:ting)?|put(?:ting)?|tak(?:e|ing)|plug(?:ging)?|substitut(?:e|ing)|choos(?:e|ing)|if|suppose|assume|case|try|when|either|otherwise|sei|wenn|falls|entweder|soit|si|sea|albo)\b|пусть|если|设|若|如果/iu;
/** Words between things that hold one or the other. */
export const alternative = /\b(?:or|oder|ou|o|oppure|lub|eller)\b|или|либо|或|または|혹은|또는/iu;

/** "If I subtract them, …" says what is done, and supposes nothing of a number; what remains after it ("resto") neither. */
export const deed =
  /(?<!\p{L})(?:if|when|wenn|falls|si|se|quand|lorsque|cuando|если|когда)\s+(?:we|i|you|one|ich|wir|man|je|nous|on|l[aeo]s?|мы|я)(?!\p{L})|(?<!\p{L})rest[eo]?(?!\p{L})/giu;

/** Words after which a letter's value is what came out. */
export const concluding =
  /[⇒→∴]|(?<!\p{L})(?:so|hence|thus|therefore|then|consequently|gives?|giving|yield(?:s|ing)?|get(?:s|ting)?|obtain(?:s|ing)?|have|has|leaves?|leaving|means?|impl(?:y|ies|ying)|finds?|found|results?|answer|solutions?|concludes?|follows?|equals?|leads?|becomes?|solv\p{L}*|divid\p{L}*|subtract\p{L}*|add(?:s|ing)?|multipl\p{L}*|simplif\p{L}*|isolat\p{L}*|calculat\p{L}*|comput\p{L}*|also|daher|damit|somit|deshalb|folglich|folgt|ergibt|gibt|erhält|erhalte\p{L}*|bekomm\p{L}*|lösung\p{L}*|ergebnis|antwort|dann|donc|ainsi|alors|obtient|obtenons|trouve|réponse|reste|entonces|luego|obtenemos|resultado|queda|respuesta|quindi|dunque|logo|portanto|então|więc|stąd|zatem|значит|отсюда|тогда|следовательно|получаем|ответ)(?!\p{L})|所以|因此|得|则|故|答|つまり|よって/iu;
/** Right before a letter's value these make it a place that is looked at. */
export const looking = /(?<!\p{L})(?:at|from|to|bei|ab|bis|en|à|a|in|при)[\s$(\\]*$|[当在][\s$(\\]*$/iu;
const letterIsNumber = String.raw`(?<![\p{L}\\])\p{L}\s*=\s*-?\d[\d.,/]*[\s$)\\,]+`;
/** "At x = 0", and what follows is true there. */
export const lookedAt = new RegExp(
  String.raw`(?<!\p{L})(?:at|on|for|with|from|after|bei|auf|für|mit|nach|pour|en|sur|para|при)(?!\p{L})[^=]{0,40}${letterIsNumber}|[当在][^=]{0,40}${letterIsNumber}`,
  'iu',
);
const giving = '(?:gives|yields|makes|ergibt|liefert|donne|dà|da|даёт|дает|得)';
/** "x = 0 gives" */
export const putIn = new RegExp(String.raw`${letterIsNumber}(?:${giving}(?!\p{L})|[:：])`, 'iu');
/** "x = 5, " before the value of another letter. */
export const valueBeside = new RegExp(letterIsNumber, 'giu');
/** Right after a value. */
export const puttingIn = new RegExp(
  String.raw`^[\s$)\\]*(?:${giving}(?!\p{L})|[:：时]|⇒|→|\\(?:Right|Longright|right)arrow|\\implies)`,
  'iu',
);
/** In the sentence of a letter's value: it names a place of a figure, and solves nothing. */
export const placeOfFigure =
  /(?<!\p{L})(?:ax[ie]s|vertex|mid ?point|mean|average|mittelwert|moyenne|media|średni\p{L}*|средн\p{L}*|half-?way|symmetr\p{L}*|turning|inflection|extrem\p{L}*|minim\p{L}*|maxim\p{L}*|tangent\p{L}*|pole|asymptot\p{L}*|scheitel\p{L}*|\p{L}*achse\p{L}*|mitte|wende\p{L}*|hoch\p{L}*|tief\p{L}*|sommet|axe|milieu|vértice|eje|simetr\p{L}*|вершин\p{L}*|ось|оси|середин\p{L}*|symetri\p{L}*)(?!\p{L})|顶点|对称轴|中点|极值/iu;
/** The solutions as a set: whatever was asked of the letter is answered. */
export const solutionSet = /(?<!\p{L})(?:\\mathbb\{?)?[LS]\}?\s*=\s*\\?[{(]/u;
/** "(2) …": another question where the problem has a "(1)". */
export const numberedPart = /^[\s*_]*[(（]\d[)）]/u;
/** A problem that asks for several things. */
export const severalThings =
  /[(（]1[)）]|(?<!\p{L})(?:each|both|two|respectively|and if|jeweils|beide\p{L}*|zwei|chacun\p{L}*|deux|cada|ambos|dos|dois|duas|due|ognuno|dwa|dwóch|oba|каждо\p{L}*|два|двух|обоих)(?!\p{L})|两|分别|各/iu;
/** "b) …": another question begins. */
export const partLabel =
  /^[\s*_]*(?:\(?(?:[a-h]|i{1,3}|iv|v)\)|(?:[B-H]|II+|IV|V)\.(?!\p{L})|2°|(?:part|teil|parte|partie|apartado|część|часть|пункт|number|question|aufgabe|zu|#|§)\s*(?:[2-9]|[b-h](?!\p{L})))/iu;

const deedWords = String.raw`subtract\w*|add(?:s|ed|ing)?|divid\w*|multipl\w*|simplif\w*|expand\w*|factor\w*|distribut\w*|collect\w*|combin\w*|rearrang\w*|isolat\w*|transpos\w*|mov(?:e|ing)|remov\w*|clear\w*|cancel\w*|cross|subtrahier\p{L}*|addier\p{L}*|dividier\p{L}*|multiplizier\p{L}*|teile\p{L}*|umform\p{L}*|umstell\p{L}*|umgeformt|umgestellt|auflösen|aufgelöst|ausmultiplizier\p{L}*|ausklammer\p{L}*|faktorisier\p{L}*|zusammenfass\p{L}*|vereinfach\p{L}*|soustra\p{L}*|retranch\p{L}*|ajout\p{L}*|divis\p{L}*|développ\p{L}*|factoris\p{L}*|simplifi\p{L}*|isol\p{L}*|rest(?:amos|ando|ar)|sum(?:amos|ando|ar)|multiplic\p{L}*|despej\p{L}*|factoriz\p{L}*|fator\p{L}*|simplific\p{L}*|раздел\p{L}*|делим|умнож\p{L}*|вычита\p{L}*|прибав\p{L}*|раскр\p{L}*|перенос\p{L}*|перенес\p{L}*|выраз\p{L}*|упрост\p{L}*|разлож\p{L}*`;
/** What is done to both sides of an equation. */
export const deeds = new RegExp(String.raw`(?<!\p{L})(?:${deedWords})(?!\p{L})|[乘除减加]|移项|化简|整理`, 'iu');
/** Nothing but such deeds, and the words that tie them to what comes out. */
export const rearranging = new RegExp(
  String.raw`^(?:(?:${deedWords}|so|thus|hence|therefore|then|now|next|and|we|you|it|this|that|is|are|the|to|by|on|from|for|of|in|with|both|each|all|sides?|left|right|hand|other|equations?|brackets?|parenthes[ei]s|terms?|like|common|get|gets|obtain|have|gives?|giving|yields?|becomes?|means?|or|first|out|over|solv\w*|step|also|daher|damit|somit|deshalb|folglich|dann|es|folgt|ergibt|sich|wir|man|erhalten|erhält|auf|beiden?|seiten?|durch|mit|von|nach|die|der|das|den|klammer\p{L}*|gleichung|und|schritt|donc|ainsi|alors|puis|on|obtient|les|deux|côtés|membres|par|des|le|la|d'où|entonces|luego|obtenemos|queda|ambos|lados|miembros|por|el|los|en|logo|portanto|obtemos|os|dois|quindi|dunque|si|ottiene|więc|zatem|stąd|obie|strony|przez|значит|отсюда|тогда|следовательно|получаем|получим|обе|части|на|и|из|уравнения|скобки|所以|因此|故|即|则|得|两边|同时|同乘|同除以|移项|化简|整理|得到|因式分解|去括号)(?: |$))*$`,
  'iu',
);
/** Signs of several equations side by side. */
export const severalEquations =
  /\\begin\{(?:cases|array|dcases)\}|\\left\\\{|\\tag|\(\d\)|^\s*(?:[([]?[IVX]+[)\].:]|\|)/mu;
/** Where factors have an order, or digits other rules. */
export const noCommutingWords =
  /vector|vektor|matri[xc]|matric|cross product|kreuzprodukt|\\times [a-z]|\bmod\b|modul[oa]|boolean|\bxor\b|quaternion|operator|commut|kommut|вектор|матриц|向量|矩阵/iu;
/** Words of a problem by which a number it gives becomes another one. */
export const changing =
  /(?<!\p{L})(?:doubl|tripl|twice|half|halv|increas|decreas|grow|shrink|larger|smaller|longer|shorter|more|less|new|chang|instead|percent|than|verdoppel|halb|hälfte|vergrößer|verkleiner|neu|stattdessen|prozent|mehr|weniger|doubl|moitié|augment|diminu|nouve|plus|moins|dobl|mitad|aument|disminu|nuev|más|menos|mayor|menor|dobr|metade|удво|половин|увелич|уменьш|нов|больше|меньше|podwój|połow|zwiększ|zmniejsz|now[eay])/iu;
/** In a problem, these say that a rule isn't the same for all terms of a sequence. */
export const piecewise =
  /(?<!\p{L})(?:if|even|odd|otherwise|whenever|when|unless|digits?|remainder|mod|prime|random\p{L}*|fixed points?|limit|wenn|falls|gerade|ungerade|sonst|ziffer\p{L}*|quersumme|fixpunkt\p{L}*|grenzwert|si|sinon|pair|impair|par|impar|sino|если|четн\p{L}*|чётн\p{L}*|нечетн\p{L}*|нечётн\p{L}*|иначе|jeśli|parzyst\p{L}*)(?!\p{L})|\\begin\{cases\}|\\b?mod|\\lfloor|如果|偶|奇|否则/iu;

/** What kind of sequence it is; in many languages the two stems are the same. */
export const arithmeticWord = /(?<!\p{L})(?:ar[iy]th?m[eé]t|арифмет)|等差|등차/iu;
export const geometricWord = /(?<!\p{L})(?:g[eé]om[eé]t|геомет)|等比|등비|几何|幾何/iu;
export const sequenceWord =
  /(?<!\p{L})(?:sequence|progress|series|(?:zahlen)?folge|reihe|suite|suces|sucec|succes|sequ[êe]n|serie|série|ciąg|posloupn|прогресс|последоват|ряд)|数列|級数|级数|수열/iu;
/** "It is not arithmetic." */
export const noSuchSequence =
  /(?<!\p{L})(?:not|isn't|neither|nor|no|nicht|keine?|weder|pas|ni|non|nie|не|were|wäre)(?!\p{L})[^.;:!?。]{0,40}(?:ar[iy]th?m[eé]t|g[eé]om[eé]t|арифмет|геомет)|(?:不是|并非|非)等[差比]/iu;
/** "The differences form an arithmetic sequence": not the terms themselves. */
export const ofOthers =
  /(?<!\p{L})(?:differences|differenzen|différences|diferencias|differenze|diferenças|różnice|разност(?:ей|ями|ях)|logarith\p{L}*|reciproc\p{L}*|kehrwert\p{L}*|inverses|recíproc\p{L}*|обратн\p{L}*|harmoni\p{L}*|гармон\p{L}*|squares|quadrate\p{L}*|carrés|cuadrados|quadrati|квадрат\p{L}*)(?!\p{L})|倒数|平方|对数|调和/iu;
export const sumWord =
  /(?<!\p{L})(?:sums?|summe|somme|suma|somma|soma|total|add(?:ed|ing|s)?|series|reihe|serie|série|сумм\p{L}*)(?!\p{L})|和|合|합/iu;
/** Some terms only, or counted from another one. */
export const someTerms =
  /(?<!\p{L})(?:after|last|latter|between|next|following|from|except|without|omit\p{L}*|skip\p{L}*|drop\p{L}*|remov\p{L}*|later|every (?:second|third|other|two)|other|remaining|middle|positive|negative|nach|letzten|zwischen|nächsten|ab|außer|ohne|später|jede[snr]? (?:zweite|dritte|zwei)\p{L}*|übrigen|après|dernier\p{L}*|entre|suivant\p{L}*|à partir|sauf|sans|une? sur (?:deux|trois)|plus tard|después|últim[oa]s?|siguientes?|desde|sin|cada (?:dos|segund|dois)\p{L}*|dopo|ultim[aoie]|tra|fra|seguenti|dal|senza|ogni (?:due|second)\p{L}*|depois|seguintes|sem|po|ostatni\p{L}*|między|kolejn\p{L}*|od|bez|после|последн\p{L}*|между|следующ\p{L}*|начиная|без|кажд\p{L}* (?:втор|трет)\p{L}*)(?!\p{L})|之后|最后|后面|以后|之间|每[隔二两三]|起/iu;
/** A letter S of these is no sum. */
export const area =
  /(?<!\p{L})(?:area|surface|square|triangle|circle|fläche|dreieck|quadrat|kreis|aire|triangle|carré|área|superficie|triángulo|cuadrado|площад\p{L}*|квадрат\p{L}*|треугольник\p{L}*|pol[ea]|trójkąt\p{L}*)|面积|三角形/iu;
const numberBehind = String.raw`[^\d.,;:!?()\n]{0,24}(?<![_\d{-])(-?\d{1,6})(?![.,/^]?\d)(?=[\s$)]*(?:$|[.,;:?!，。；、]|(?:and|with|und|mit|et|y|con|e|com|i|и|с)(?!\p{L})|和|且))`;
const named = (words: string) => new RegExp(String.raw`(?<!\p{L})(?:${words})${numberBehind}`, 'iu');
/** The first term of a sequence, its difference and its quotient, with the number that is said of them. */
export const firstTerm = named(
  String.raw`(?:first|initial|starting) term|erste[sn]?r? glied|(?:anfangs|start)glied|premier terme|primer término|término inicial|primo termine|primeiro termo|pierwszy\p{L}* wyraz\p{L}*|перв\p{L}* член\p{L}*|首项|初項|첫째항`,
);
export const difference = named(
  String.raw`(?:common )?difference|differenz|raison|diferencia|differenza|ragione|razão|różnic\p{L}*|разност\p{L}*|公差|공차`,
);
export const quotient = named(
  String.raw`(?:common )?ratio|quotient\p{L}*|raison|razón|ragione|razão|iloraz\p{L}*|знаменател\p{L}*|公比|공비`,
);

/** Words beside which a problem about a sequence asks for nothing but its terms and sums. */
export const plainWord = new RegExp(
  `^(?:exercise|problem|task|question|an|the|of|in|is|it|its|are|has|have|with|given|that|and|for|find|determine|calculate|compute|what|which|where|whose|first|term|terms|sum|common|difference|ratio|arithmetic|geometric|sequence|progression|series|formula|value|values|to|th|nth
  |aufgabe|übung|eine?r?|der|die|das|den|des|ist|sind|hat|haben|mit|gegeben|sei|seien|und|von|bestimme|berechne|gesucht|ermittle|wie|lautet|heißt|groß|arithmetische[nrs]?|geometrische[nrs]?|folge|reihe|zahlenfolge|glied|glieder|gliedes|erste[nrs]?|summe|differenz|quotient|für|gilt|es|man
  |exercice|une?|la|le|les|du|de|est|suite|arithmétique|géométrique|raison|premiers?|premier|terme|termes|et|pour|avec|calculer|calculez|calcule|déterminer|trouver|donner|somme|on|donne|soit|que|vaut|son|sa
  |ejercicio|el|los|las|del|una?|es|sucesión|progresión|aritmética|geométrica|diferencia|razón|primer|primeros?|términos?|con|tiene|halla|hallar|calcular|calcula|encuentra|determina|suma
  |esercizio|il|di|dei|successione|progressione|aritmetica|geometrica|ragione|primo|primi|termine|termini|ha|trova|calcolare|calcola|somma
  |exercício|uma?|os|as|da|do|dos|progressão|sequência|razão|primeiros?|termos?|com|tem|encontre|soma|seja
  |zadanie|ciąg|ciągu|ciągiem|arytmetycznym?|arytmetycznego|geometrycznym?|geometrycznego|różnica|różnicy|iloraz|wyraz|wyrazy|wyrazów|pierwszy|pierwszych|sumę|oblicz|wyznacz|znajdź|dany|jest|gdzie
  |задание|задача|арифметическ\\p{L}+|геометрическ\\p{L}+|прогресси\\p{L}+|последовательност\\p{L}+|найдите|найти|вычислите|сумму|члены?|членов|первый|первых|разность|разностью|знаменатель|знаменателем|дана|если|известно|её?|её|чему|равен|равна
  |(?:已知|设|在|中|等差|等比|数列|公差|公比|首项|求|前|项|和|与|及|的|则|若|为|是|通项|公式|第|它)+)$`.replace(
    /\s+/g,
    '',
  ),
  'iu',
);
