/** What went wrong, in German: for every `phrase` of the server its words. A unit test says what is missing. */
export const germanPhrases: Readonly<Record<string, string>> = {
  '{0} has no chat template, which steplight.json asks for (template.kind: chat)':
    '{0} hat keine Chat-Vorlage, die steplight.json verlangt (template.kind: chat)',
  "the chat template of {0} can't be read: {1}": 'Die Chat-Vorlage von {0} ist nicht zu lesen: {1}',
  'the chat template of {0} fails: {1}': 'Die Chat-Vorlage von {0} versagt: {1}',
  "{0} isn't a checkpoint: it has no config.json": '{0} ist kein Checkpoint: Es fehlt die config.json',
  "{0} can't be loaded: {1} is missing. Fetch it again.":
    '{0} lässt sich nicht laden: {1} fehlt. Hol es noch einmal vom Hub.',
  '{0} stands in two files of {1}': '{0} steht in zwei Dateien von {1}',
  '{0} has no head that judges steps: steplight.json asks for {1}, in any safetensors file of the folder':
    '{0} hat keinen Kopf, der Schritte beurteilt: steplight.json verlangt {1}, in irgendeiner safetensors-Datei des Ordners',
  'the checkpoint has no {0} in F32, F16 or BF16, which config.json asks for':
    'Dem Checkpoint fehlt {0} in F32, F16 oder BF16, das config.json verlangt',
  '{0} is [{1}], but config.json asks for [{2}]': '{0} ist [{1}], aber config.json verlangt [{2}]',
  '{0}: eos_token_id must be a number or several': '{0}: eos_token_id muss eine Zahl sein oder mehrere',
  "{0} isn't a regular file": '{0} ist keine gewöhnliche Datei',
  '{0} has {1} bytes: too short for a safetensors file. Fetch it again.':
    '{0} hat {1} Bytes: zu kurz für eine safetensors-Datei. Hol sie noch einmal.',
  "{0} isn't a safetensors file: it claims a header of {1} bytes":
    '{0} ist keine safetensors-Datei: Sie behauptet einen Kopf von {1} Bytes',
  '{0} ends inside its header ({1} of {2} bytes). Fetch it again.':
    '{0} endet in ihrem Kopf ({1} von {2} Bytes). Hol sie noch einmal.',
  '{0} became shorter while it was read': '{0} wurde kürzer, während sie gelesen wurde',
  '{0} claims {1} tensors: more than any checkpoint has': '{0} behauptet {1} Tensoren: mehr, als ein Checkpoint hat',
  '{0} ends after {1} of at least {2} ({3} is cut off). Fetch it again.':
    '{0} endet nach {1} von mindestens {2} ({3} ist abgeschnitten). Hol sie noch einmal.',
  '{0}: {1} and {2} overlap': '{0}: {1} und {2} überlappen sich',
  "{0} names {1}, which isn't a safetensors file beside it":
    '{0} nennt {1}, und das ist keine safetensors-Datei daneben',
  '{0} names no files': '{0} nennt keine Dateien',
  "{0} can't be used: {1}": '{0} ist nicht zu gebrauchen: {1}',
  '{0} has no {1}. Fetch the whole checkpoint.': '{0} hat keine {1}. Hol den ganzen Checkpoint.',
  '{0} has no token for {1}': '{0} hat kein Token für {1}',
  "{0}: the tokens don't spell the text (at {1})": '{0}: Die Token ergeben den Text nicht (bei {1})',
  "the engine's process can't be started: {0}": 'Der Prozess der Engine lässt sich nicht starten: {0}',
  'there is no ONNX Runtime for this machine ({0}-{1}), so no PRM can run here; what can be worked out exactly is checked all the same':
    'Für diesen Rechner ({0}-{1}) gibt es keine ONNX Runtime, also läuft hier kein PRM; was sich genau nachrechnen lässt, wird trotzdem geprüft',
  'a file of the PRM became shorter while it was in use, or its disk failed':
    'Eine Datei des PRM wurde kürzer, während sie gebraucht wurde, oder ihre Platte versagte',
  'the engine was killed from outside: perhaps the memory ran out':
    'Die Engine wurde von außen beendet: Vielleicht ging der Speicher aus',
  'the engine ran out of memory{0}': 'Der Engine ging der Speicher aus{0}',
  'the engine crashed with {0}{1}': 'Die Engine ist mit {0} abgestürzt{1}',
  'the engine ended with code {0}{1}': 'Die Engine endete mit dem Code {0}{1}',
  'the engine ended by {0}{1}': 'Die Engine wurde durch {0} beendet{1}',
  'another PRM was chosen': 'Ein anderes PRM wurde gewählt',
  'the engine was closed': 'Die Engine wurde geschlossen',
  'no PRM was chosen': 'Kein PRM ist gewählt',
  '{0} changed while the text was read. Score it again.':
    '{0} hat sich geändert, während der Text gelesen wurde. Bewerte ihn noch einmal.',
  "the chat template changes the solution's text, so that its steps can't be found in it":
    'Die Chat-Vorlage ändert den Text der Lösung, sodass ihre Schritte darin nicht zu finden sind',
  "the tokenizer's {0} ({1}) isn't in the vocabulary": '{0} ({1}) des Tokenizers steht nicht im Vokabular',
  "the {0} computes values that aren't numbers: its weights are broken. Fetch it again.":
    'Der Turm {0} errechnet Werte, die keine Zahlen sind: Seine Gewichte sind beschädigt. Lade ihn neu.',
  "{0}: labels name {1}, which isn't in the tokenizer's vocabulary":
    '{0}: labels nennt {1}, das nicht im Vokabular des Tokenizers steht',
  "{0} can't be used with this tokenizer: {1} is {2}, and was published as {3}. Fetch the tokenizer that belongs to the PRM.":
    '{0} passt nicht zu diesem Tokenizer: {1} ist {2} und wurde als {3} veröffentlicht. Hol den Tokenizer, der zum PRM gehört.',
  'not in it': 'nicht darin',
  "the chat template changes what the assistant says, so that the steps' ends can't be found in it":
    'Die Chat-Vorlage ändert, was der Assistent sagt, sodass die Enden der Schritte darin nicht zu finden sind',
  'the tokenizer has no token of its own for {0}, which steplight.json asks for':
    'Der Tokenizer hat kein eigenes Token für {0}, das steplight.json verlangt',
  "{0} can't be scored: policy and reference have different tokenizers ({1})":
    '{0} kann nichts bewerten: Policy und Referenz haben verschiedene Tokenizer ({1})',
  "{0} judges steps and can't write any": '{0} beurteilt Schritte und kann keine schreiben',
  "{0} can't be reached: no connection for {1}.": '{0} ist nicht zu erreichen: seit {1} keine Verbindung.',
  '{0} took the question but has not answered for {1}.':
    '{0} hat die Frage angenommen, aber seit {1} nicht geantwortet.',
  '{0} stopped in the middle of an answer and has been silent for {1}.':
    '{0} hat mitten in einer Antwort aufgehört und schweigt seit {1}.',
  '{0} closed the connection in the middle of an answer.':
    '{0} hat die Verbindung mitten in einer Antwort geschlossen.',
  'The proxy {0} has not answered for {1}.': 'Der Proxy {0} antwortet seit {1} nicht.',
  ' It wants a name and a password.': ' Er will einen Namen und ein Passwort.',
  'The proxy {0} refused the way to {1} with status {2}.{3}':
    'Der Proxy {0} verweigert den Weg zu {1} (Status {2}).{3}',
  'The proxy setting is not an address that begins with http://. Correct "http.proxy".':
    'Die Proxy-Einstellung ist keine Adresse, die mit http:// beginnt. Berichtige „http.proxy“.',
  ' (through the proxy {0})': ' (über den Proxy {0})',
  'Nobody answers at {0}. Is the server running, and is the port right?':
    'Unter {0} antwortet niemand. Läuft der Server, und stimmt der Port?',
  "The name {0} can't be resolved{1}. Check the address and the network.":
    'Der Name {0} lässt sich nicht auflösen{1}. Prüf die Adresse und das Netz.',
  '{0} closed the connection before it answered.': '{0} hat die Verbindung geschlossen, ohne zu antworten.',
  "{0} can't be reached. Check the address and the network.":
    '{0} ist nicht zu erreichen. Prüf die Adresse und das Netz.',
  'The certificate of {0} has expired. Nothing was sent. Its owner must renew it.':
    'Das Zertifikat von {0} ist abgelaufen. Nichts wurde gesendet. Wer den Server betreibt, muss es erneuern.',
  "The certificate of {0} is signed by nobody this machine trusts. Nothing was sent. If it is yours, add its authority to the system's certificates or name it in NODE_EXTRA_CA_CERTS.":
    'Das Zertifikat von {0} hat niemand unterschrieben, dem dieser Rechner traut. Nichts wurde gesendet. Ist es deines, dann nimm seine Zertifizierungsstelle unter die Zertifikate des Systems auf oder nenn sie in NODE_EXTRA_CA_CERTS.',
  'The certificate of {0} was made out to another name. Nothing was sent. Check the address.':
    'Das Zertifikat von {0} ist auf einen anderen Namen ausgestellt. Nichts wurde gesendet. Prüf die Adresse.',
  "{0} doesn't speak TLS as it should ({1}). If it speaks plain HTTP, write http:// in the address.":
    '{0} spricht TLS nicht so, wie es soll ({1}). Spricht es bloßes HTTP, dann schreib http:// in die Adresse.',
  "{0} doesn't speak HTTP ({1}). Check the port.": '{0} spricht kein HTTP ({1}). Prüf den Port.',
  'Asking {0} failed{1}.': 'Die Frage an {0} ist fehlgeschlagen{1}.',
  '"{0}" is not an address. Set "steplight.generate.endpoint" to one such as http://localhost:11434/v1.':
    '„{0}“ ist keine Adresse. Gib „steplight.generate.endpoint“ eine wie http://localhost:11434/v1.',
  'The address of {0} has a name or a password in it, and settings are no place for them. Take it out and use "Steplight: Set API Key".':
    'In der Adresse von {0} steht ein Name oder ein Passwort, und in Einstellungen gehören sie nicht. Nimm es heraus und nutz „Steplight: API-Schlüssel setzen“.',
  'No model is named for {0}. Set "steplight.generate.model" to one that it serves.':
    'Für {0} ist kein Modell genannt. Nenn in „steplight.generate.model“ eines, das dort läuft.',
  '{0} ended its answer in the middle, without saying that it is complete.':
    '{0} hat mitten in der Antwort aufgehört, ohne zu sagen, dass sie vollständig ist.',
  '{0} wants to send the question on to {1}. Steplight sends nothing to an address you didn\'t choose. If that one is right, put it into "steplight.generate.endpoint".':
    '{0} will die Frage an {1} weiterleiten. Steplight sendet nichts an eine Adresse, die du nicht gewählt hast. Ist sie richtig, dann trag sie in „steplight.generate.endpoint“ ein.',
  nowhere: 'niemanden',
  ' It says: {0}{1}': ' Dort heißt es: {0}{1}',
  '{0} wants another key (status {1}). Set it with "Steplight: Set API Key".{2}':
    '{0} will einen anderen Schlüssel (Status {1}). Hinterleg ihn mit „Steplight: API-Schlüssel setzen“.{2}',
  '{0} knows no model "{1}" or nothing at {2} (status 404). Correct "steplight.generate.model" or "steplight.generate.endpoint".{3}':
    '{0} kennt kein Modell „{1}“ oder hat nichts unter {2} (Status 404). Berichtige „steplight.generate.model“ oder „steplight.generate.endpoint“.{3}',
  '{0} takes no more questions for now (status 429){1}. Try again later, or ask for fewer candidates.{2}':
    '{0} nimmt gerade keine Fragen mehr an (Status 429){1}. Versuch es später, oder bitte um weniger Kandidaten.{2}',
  ': it asks to wait {0} s': ': Es bittet um {0} s Geduld',
  '{0} failed {1} times (status {2}). Its own log says why.{3}':
    '{0} hat {1}-mal versagt (Status {2}). Sein eigenes Protokoll sagt, warum.{3}',
  '{0} refused the question (status {1}).{2}': '{0} hat die Frage abgelehnt (Status {1}).{2}',
  '{0} answered with {1} and not as a model does. Does "steplight.generate.endpoint" lead to an OpenAI-compatible server? It often ends with /v1.':
    '{0} hat mit {1} geantwortet und nicht wie ein Modell. Führt „steplight.generate.endpoint“ zu einem Server, der wie OpenAI spricht? Oft endet die Adresse auf /v1.',
  'something that has no type': 'etwas ohne Typ',
  '{0} sent {1}. Is it an OpenAI-compatible server?':
    '{0} hat {1} gesendet. Ist es ein Server, der wie OpenAI spricht?',
  "something that isn't JSON": 'etwas, das kein JSON ist,',
  '{0} gave up in the middle of an answer. It says: {1}':
    '{0} hat mitten in einer Antwort aufgegeben. Dort heißt es: {1}',
  'JSON that is no answer of a model': 'JSON, das keine Antwort eines Modells ist,',
  'a text that is no text': 'einen Text, der keiner ist,',
  '{0} sent more than a solution can be long.': '{0} hat mehr gesendet, als eine Lösung lang sein kann.',
  '{0} judges steps and can\'t write any. Choose another source in the setting "steplight.generate.source".':
    '{0} beurteilt Schritte und kann keine schreiben. Wähl mit der Einstellung „steplight.generate.source“ eine andere Quelle.',
  "The server sent a line of more than {0} characters. That is no model's answer.":
    'Der Server hat eine Zeile von mehr als {0} Zeichen gesendet. So antwortet kein Modell.',
  '{0} doesn\'t say which commit of {1} "{2}" is.': '{0} sagt nicht, welcher Commit von {1} „{2}“ ist.',
  '{0} is gated, and the owner of your token has no access to it yet. Ask for access at {1}, then fetch again.':
    '{0} ist zugangsbeschränkt, und wem dein Token gehört, der hat noch keinen Zugang. Bitte unter {1} darum und lade dann noch einmal.',
  '{0} is gated: ask for access at {1}, then give Steplight a token ("Steplight: Set Hugging Face Token", or HF_TOKEN).':
    '{0} ist zugangsbeschränkt: Bitte unter {1} um Zugang und gib Steplight dann ein Token („Steplight: Hugging-Face-Token setzen“ oder HF_TOKEN).',
  '{0} has no revision "{1}". Choose another at {2}.': '{0} hat keine Revision „{1}“. Wähl unter {2} eine andere.',
  'A file of {0} is gone from the hub. Fetch again.':
    'Eine Datei von {0} ist nicht mehr auf dem Hub. Lade noch einmal.',
  'or your token may not see it': 'oder dein Token darf es nicht sehen',
  'or it is private and needs a token': 'oder es ist privat und braucht ein Token',
  'There is no {0} at {1}, {2}. Check the name.': 'Unter {1} gibt es kein {0}, {2}. Prüf den Namen.',
  '{0} refuses your token ({1}). Make a new one with the right to read, and set it again.':
    '{0} lehnt dein Token ab ({1}). Erzeug ein neues mit Leserecht und hinterleg es.',
  '{0} wants a token for {1}. Set one with "Steplight: Set Hugging Face Token", or in HF_TOKEN.':
    '{0} will für {1} ein Token. Hinterleg eines mit „Steplight: Hugging-Face-Token setzen“ oder in HF_TOKEN.',
  '{0} leads to {1}, which was not asked for.': '{0} führt zu {1}, wonach nicht gefragt war.',
  '{0} answers {1} when asked about {2}.': '{0} antwortet {1} auf die Frage nach {2}.',
  '{0} leads {1} in circles.': '{0} führt mit {1} im Kreis.',
  "{0} doesn't stop answering.": '{0} hört nicht auf zu antworten.',
  "{0} isn't complete on this machine, and HF_HUB_OFFLINE forbids fetching it. Unset it, or bring the folder {1} from another machine.":
    '{0} ist auf diesem Rechner nicht vollständig, und HF_HUB_OFFLINE verbietet, es zu laden. Nimm die Variable zurück, oder bring den Ordner {1} von einem anderen Rechner mit.',
  "{0} can't be used: {1}.": '{0} ist nicht zu gebrauchen: {1}.',
  'it has no config.json, so it is no checkpoint': 'Es hat keine config.json, ist also kein Checkpoint',
  'it has no weights as .safetensors, and other formats can run code when they are opened':
    'Es hat keine Gewichte als .safetensors, und andere Formate können beim Öffnen Code ausführen',
  '{0} is missing': '{0} fehlt',
  '{0} needs {1} more, and the disk of {2} has {3} free. Make room, or choose another place with HF_HUB_CACHE.':
    '{0} braucht noch {1}, und auf der Platte von {2} sind {3} frei. Mach Platz, oder wähl mit HF_HUB_CACHE einen anderen Ort.',
  '{0} ended the answer {1} too early.': '{0} hat die Antwort {1} zu früh beendet.',
  '{0} What was fetched stays: fetch again, and it goes on from there.':
    '{0} Was geladen ist, bleibt: Lade noch einmal, dann geht es dort weiter.',
  '{0} leads {1} to an address that is not safe.': '{0} führt mit {1} zu einer Adresse, die nicht sicher ist.',
  '{0} says that {1} is shorter than it promised.': '{0} sagt, {1} sei kürzer als versprochen.',
  '{0} answers {1} for {2}.': '{0} antwortet {1} für {2}.',
  '{0} came twice with other bytes than {1} promises (its hash is {2}…, not {3}…). Something on the way changes it: try another network or mirror.':
    '{0} kam zweimal mit anderen Bytes, als {1} verspricht (Prüfsumme {2}…, nicht {3}…). Unterwegs ändert es jemand: Versuch ein anderes Netz oder einen anderen Spiegel.',
  '{0} should have {1} bytes, but {2} sends {3}.': '{0} sollte {1} Bytes haben, aber {2} sendet {3}.',
  'no range': 'keinen Bereich',
  'The disk is full. Make room and fetch again: what is there stays.':
    'Die Platte ist voll. Mach Platz und lade noch einmal: Was da ist, bleibt.',
  'Cancelled.': 'Abgebrochen.',
  'Cancelled. What was fetched stays: fetch again, and it goes on from there.':
    'Abgebrochen. Was geladen ist, bleibt: Lade noch einmal, dann geht es dort weiter.',
  "The fetching process can't be started: {0}.": 'Der Prozess, der lädt, lässt sich nicht starten: {0}.',
  'The fetching process ended ({0}). Fetch again: what is there stays.':
    'Der Prozess, der lädt, ist beendet ({0}). Lade noch einmal: Was da ist, bleibt.',
  "{0} isn't a PRM: it has no {1}": '{0} ist kein PRM: Es fehlt {1}',
  'There is no PRM "{0}". There are {1}.': 'Es gibt kein PRM „{0}“. Es gibt {1}.',
  "{0} isn't installed: fetch it first.": '{0} ist nicht installiert: Lade es erst.',
  '"{0}" can\'t be the name of a pair: letters, digits, ".", "_" and "-" can be, and it must not be a known PRM\'s.':
    '„{0}“ kann kein Paar heißen: Buchstaben, Ziffern, „.“, „_“ und „-“ sind möglich, und kein bekanntes PRM darf so heißen.',
  'There is a PRM "{0}" already: choose another name, or remove it first.':
    'Ein PRM „{0}“ gibt es schon: Wähl einen anderen Namen, oder entfern es erst.',
  "{0} can't be paired: their tokenizers differ ({1}).":
    '{0} ergeben kein Paar: Ihre Tokenizer sind verschieden ({1}).',
  '"{0}" is no checkpoint: give the full path of a folder, or OWNER/NAME[@REVISION] of the hub.':
    '„{0}“ ist kein Checkpoint: Gib den vollen Pfad eines Ordners an, oder BESITZER/NAME[@REVISION] auf dem Hub.',
  '"{0}" is no PRM: steplight.prm is "starter", the name of an installed PRM, or the full path of a folder with a steplight.json':
    '„{0}“ ist kein PRM: steplight.prm ist „starter“, der Name eines installierten PRM oder der volle Pfad eines Ordners mit einer steplight.json',
  '{0}: only a PRM that was paired on this machine can name a checkpoint by its path':
    '{0}: Nur ein PRM, das auf diesem Rechner als Paar entstand, kann einen Checkpoint bei seinem Pfad nennen',
  '{0} isn\'t on this machine (looked for it in {1}): fetch it with "Steplight: Choose PRM" or `steplight prm fetch`':
    '{0} ist nicht auf diesem Rechner (gesucht in {1}): „Steplight: PRM wählen“ oder `steplight prm fetch` holt es',
  'Texts may not be sent to {0}: you said so when you were asked. To be asked again, change "steplight.endpoint.policy" or reload the window; to score on this machine, empty that setting.':
    'An {0} darf kein Text gesendet werden: Das war deine Antwort auf die Frage. Sie kommt wieder, wenn du „steplight.endpoint.policy“ änderst oder das Fenster neu lädst; ist die Einstellung leer, wird auf diesem Rechner bewertet.',
  '"{0}" is not an address. Set "{1}" to one such as http://localhost:8000.':
    '„{0}“ ist keine Adresse. Gib „{1}“ eine wie http://localhost:8000.',
  'The address of {0} has a name or a password in it, and settings are no place for them. Take it out and use "Steplight: Set API Key", or {1} on the command line.':
    'In der Adresse von {0} steht ein Name oder ein Passwort, und in Einstellungen gehören sie nicht. Nimm es heraus und nutz „Steplight: API-Schlüssel setzen“, auf der Kommandozeile {1}.',
  "{0} gives {1} as the log-probability of {2}, which can't be one: the weights it serves are broken, or overflow in its number format.":
    '{0} nennt {1} als Log-Wahrscheinlichkeit von {2}, und das kann keine sein: Die Gewichte dort sind beschädigt, oder sein Zahlenformat läuft über.',
  "log-probabilities of the next token after tokens that it is sent, which is what this PRM's chances are made of":
    'Log-Wahrscheinlichkeiten des nächsten Tokens nach gesendeten Token, woraus die Chancen dieses PRM bestehen',
  'Ollama takes texts and no tokens; serve the PRM with vLLM, SGLang or llama.cpp.':
    'Ollama nimmt Texte und keine Token; lass das PRM von vLLM, SGLang oder llama.cpp bedienen.',
  "classes of tokens, which is what this PRM's chances are made of":
    'Klassen von Token, woraus die Chancen dieses PRM bestehen',
  'Serve the PRM with vLLM and --runner pooling, or leave "steplight.endpoint.policy" empty to score on this machine.':
    'Lass das PRM von vLLM mit --runner pooling bedienen, oder lass „steplight.endpoint.policy“ leer, um auf diesem Rechner zu bewerten.',
  'No complete answer for {0} s.': 'Seit {0} s keine vollständige Antwort.',
  '{0} sends elsewhere (status {1}), and Steplight stays with the address you gave. Write the new one there if you trust it.':
    '{0} verweist woandershin (Status {1}), und Steplight bleibt bei der Adresse, die du genannt hast. Trag die neue ein, wenn du ihr traust.',
  '{0} is busy (status {1}).{2}': '{0} ist beschäftigt (Status {1}).{2}',
  "{0} computes values that aren't numbers: the weights it serves are broken, or overflow in its number format. Serve them with --dtype bfloat16 or float32.":
    '{0} errechnet Werte, die keine Zahlen sind: Die Gewichte dort sind beschädigt, oder sein Zahlenformat läuft über. Starte ihn mit --dtype bfloat16 oder float32.',
  "{0} sent something that isn't JSON.": '{0} hat etwas gesendet, das kein JSON ist.',
  '{0} wants {1} (status {2}). Set it with "Steplight: Set API Key", or in STEPLIGHT_ENDPOINT_KEY on the command line.{3}':
    '{0} will {1} (Status {2}). Hinterleg ihn mit „Steplight: API-Schlüssel setzen“, auf der Kommandozeile in STEPLIGHT_ENDPOINT_KEY.{3}',
  'a key, or another one': 'einen Schlüssel, oder einen anderen',
  'another key': 'einen anderen Schlüssel',
  '{0} has nothing at /{1} (status 404).{2}': '{0} hat nichts unter /{1} (Status 404).{2}',
  '{0} failed (status {1}). Its own log says why.{2}':
    '{0} hat versagt (Status {1}). Sein eigenes Protokoll sagt, warum.{2}',
  "{0} sends more than an answer can be long ({1} MB): it isn't read any further.":
    '{0} sendet mehr, als eine Antwort lang sein kann ({1} MB): Weiter wird nicht gelesen.',
  '{0} gives chances where logits were asked for.': '{0} nennt Chancen, wo nach Logits gefragt war.',
  "{0} gives {1} as the chances of two classes at step {2}, which can't be: their sum is not 1.":
    '{0} nennt {1} als Chancen zweier Klassen bei Schritt {2}, und das kann nicht sein: Ihre Summe ist nicht 1.',
  '{0} gives no classes of the text it was sent.': '{0} nennt keine Klassen für den Text, den es bekam.',
  '{0} gives {1} classes for {2} tokens, of which {3} are tags (token {4}). Serve the PRM with --pooler-config \'{"step_tag_id": {5}}\'.':
    '{0} nennt {1} Klassen für {2} Token, von denen {3} Marken sind (Token {4}). Starte das PRM mit --pooler-config \'{"step_tag_id": {5}}\'.',
  "{0} gives {1} at step {2}, which isn't what a head of two classes says: it serves another model, or broken weights.":
    '{0} nennt {1} bei Schritt {2}, und so antwortet kein Kopf mit zwei Klassen: Dort läuft ein anderes Modell, oder die Gewichte sind beschädigt.',
  '{0} tells only the {1} likeliest tokens, and the PRM\'s label {2} is not among them, so this step\'s chance is not known. Serve the PRM with vLLM 0.32 or later or with SGLang, which are asked for the labels themselves, or leave "steplight.endpoint.policy" empty to score on this machine.':
    '{0} nennt nur die {1} wahrscheinlichsten Token, und das Etikett {2} des PRM ist nicht darunter, also ist die Chance dieses Schritts nicht bekannt. Lass das PRM von vLLM ab 0.32 oder von SGLang bedienen, die nach den Etiketten selbst gefragt werden, oder lass „steplight.endpoint.policy“ leer, um auf diesem Rechner zu bewerten.',
  "{0} doesn't tell the tokens it was asked about.": '{0} nennt die Token nicht, nach denen gefragt war.',
  "{0} answers for other tokens than the PRM's {1}.": '{0} antwortet für andere Token als {1}, das des PRM.',
  "{0} tells tokens as texts and not as ids, and the PRM's label {1} can't be told from others of its vocabulary by its text.":
    '{0} nennt Token als Texte und nicht als Nummern, und das Etikett {1} des PRM ist am Text nicht von anderen seines Vokabulars zu unterscheiden.',
  '{0} tells {1} {2} times as a next token.': '{0} nennt {1} {2}-mal als nächstes Token.',
  '{0} has read {1} tokens where {2} were sent: it reads another text than the one that was sent.':
    '{0} hat {1} Token gelesen, wo {2} gesendet wurden: Es liest einen anderen Text als den gesendeten.',
  '{0} gives no log-probabilities of what it could write next.':
    '{0} nennt keine Log-Wahrscheinlichkeiten dessen, was es als Nächstes schreiben könnte.',
  "doesn't say what it serves": 'sagt nicht, was dort läuft',
  'serves {0}': 'hat {0}',
  '{0} {1}: name the model to be asked in "steplight.endpoint.policyModel" or "steplight.endpoint.referenceModel" (on the command line --endpoint-model, --reference-model).':
    '{0} {1}: Nenn das Modell, das gefragt werden soll, in „steplight.endpoint.policyModel“ oder „steplight.endpoint.referenceModel“ (auf der Kommandozeile --endpoint-model, --reference-model).',
  '{0} {1}, and not {2}. Correct the name, or serve that model.':
    '{0} {1}, und nicht {2}. Berichtige den Namen, oder starte dieses Modell.',
  nothing: 'nichts',
  "{0}'s {1} has another tokenizer than the PRM: at {2} the PRM's gives token {3}, the server's {4}. Serve the very checkpoint that the PRM names.":
    '{1} auf {0} hat einen anderen Tokenizer als das PRM: Bei {2} ergibt der des PRM das Token {3}, der des Servers {4}. Starte genau den Checkpoint, den das PRM nennt.',
  '{0} ({1}) gives no {2}.{3} {4}': '{0} ({1}) liefert etwas nicht: {2}.{3} {4}',
  'The server is not asked any more: another one was chosen.':
    'Der Server wird nicht mehr gefragt: Ein anderer wurde gewählt.',
  '{0} is of the family value, for which servers have no head. Leave "steplight.endpoint.policy" empty to score it on this machine.':
    '{0} gehört zur Familie value, für die Server keinen Kopf haben. Lass „steplight.endpoint.policy“ leer, um auf diesem Rechner zu bewerten.',
  '{0} has a reference beside its policy, and only the policy\'s server is named. Set "steplight.endpoint.reference" or "steplight.endpoint.referenceModel" (--reference-endpoint or --reference-model on the command line).':
    '{0} hat neben der Policy eine Referenz, und genannt ist nur der Server der Policy. Setz „steplight.endpoint.reference“ oder „steplight.endpoint.referenceModel“ (auf der Kommandozeile --reference-endpoint oder --reference-model).',
  'No server can be asked from here.': 'Von hier aus kann kein Server gefragt werden.',
  "prompt log-probabilities, which is what this PRM's reward is made of":
    'Log-Wahrscheinlichkeiten des Prompts, woraus die Belohnung dieses PRM besteht',
  'llama.cpp and Ollama give none; serve the PRM with vLLM or SGLang.':
    'llama.cpp und Ollama nennen keine; lass das PRM von vLLM oder SGLang bedienen.',
  '{0} gives no log-probabilities of the text it was sent.':
    '{0} nennt keine Log-Wahrscheinlichkeiten des Textes, den es bekam.',
  '{0} gives {1} log-probabilities for {2} tokens: it reads another text than the one that was sent.':
    '{0} nennt {1} Log-Wahrscheinlichkeiten für {2} Token: Es liest einen anderen Text als den gesendeten.',
  '{0} answers for other tokens than were sent (first at token {1}): something between here and the model changes the text.':
    '{0} antwortet für andere Token als die gesendeten (zuerst bei Token {1}): Etwas zwischen hier und dem Modell ändert den Text.',
  'CUDA support needs {0} on the disk of {1}, where {2} are free. Make room and install it again.':
    'Die CUDA-Unterstützung braucht {0} auf der Platte von {1}, wo {2} frei sind. Mach Platz und installier sie noch einmal.',
  'The setting "steplight.cuda.index" can name another index of Python packages.':
    'Die Einstellung „steplight.cuda.index“ kann ein anderes Verzeichnis von Python-Paketen nennen.',
  '{0} has no {1}. {2}': '{0} hat kein {1}. {2}',
  '{0} The CUDA libraries come from there. {1}': '{0} Von dort kommen die CUDA-Bibliotheken. {1}',
  '{0} leads to an address that is not safe.': '{0} führt zu einer Adresse, die nicht sicher ist.',
  "{0} doesn't answer as an index of Python packages does ({1}). {2}":
    '{0} antwortet nicht wie ein Verzeichnis von Python-Paketen ({1}). {2}',
};
