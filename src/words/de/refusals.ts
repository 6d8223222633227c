/** Refusals, and the way out. */
import type { Area } from '../translation.js';

export const refusals: Area<'refusals'> = {
  nothingToDo: 'es gibt noch nichts zu tun; tippe /stylize, oder /help für eine Übersicht',
  notUnderstood:
    'darin finde ich weder einen Stil noch einen Befehl; nenne einen Stil, beginne mit /stylize oder tippe /help',
  unknownCommand: 'den Befehl {{given}} gibt es nicht; es gibt {{commands}}',
  unknownOption: 'die Option {{given}} gibt es nicht; es gibt {{options}}',
  repeatedOption: '{{name}} steht zweimal da; lass eines davon weg',
  wrongValue: '{{name}} muss {{expected}} sein, nicht {{given}}',
  picturesNeedStylize: 'Bilder gehören zu /stylize; schick sie damit, oder /{{command}} allein',
  noPhoto: 'es fehlt das Foto; häng eines an und schick es noch einmal',
  noStyle: 'es fehlt ein Stil: häng ein zweites Bild an oder nenne eine Vorlage',
  contentTakesNoStyle: 'mode=content braucht keinen Stil; lass ihn weg oder nimm mode=transfer',
  textureNeedsStyle: 'mode=style braucht einen Stil; häng ein zweites Bild an oder nenne einen aus /styles',
  threeStyles: 'das sind drei Stile, höchstens zwei sind möglich; lass einen weg',
  threePictures: 'höchstens {{count}} Bilder: ein Foto und zwei Stile',
  twoInOnePlace: 'für {{place}} gibt es zwei Bilder; lass eines weg',
  tryoutAlone:
    '/tryout nimmt ein Foto und keinen Stil: es zeigt das Foto in neun Stilen; mit einem Stil ist es /stylize',
  blendNeedsTwo:
    'blend mischt zwei Stile, und es gibt nur einen; nimm einen zweiten dazu oder lass blend weg',
  blendNeedsWhole:
    'blend mischt zwei Stile auf dem ganzen Foto; mit where malt jeder seinen Teil; lass blend weg',
  severalPresets: '{{words}} passt zu mehreren Vorlagen; wähle eine von {{styles}}',
  nearestPresets: 'die Vorlage {{words}} gibt es nicht; dem Namen nach am nächsten: {{styles}}',
  noPreset:
    'die Vorlage {{words}} gibt es nicht, auch keine mit ähnlichem Namen; sieh die Stile durch und nenne einen davon',
  otherStyleNeeded: 'wähle einen der Stile oder häng ein eigenes Bild an',
  ofPicture: '„{{name}}“: {{why}}',
  emptyFile: 'Die Bilddatei ist leer. Schick sie noch einmal.',
  largeFile: 'Die Bilddatei ist {{size}} groß; erlaubt sind {{limit}}. Schick eine kleinere.',
  tooLargeNamed: '„{{name}}“ ist größer als {{limit}}; verkleinere es oder speichere es als JPEG',
  foreignFile: 'Diese Datei ist {{kind}}. Schick ein Bild als JPEG, PNG, WebP, AVIF, HEIC, GIF oder TIFF.',
  noPicture: 'Diese Datei ist kein Bild. Schick ein Bild als JPEG, PNG, WebP, AVIF, HEIC, GIF oder TIFF.',
  'kind.page': 'eine Webseite oder eine SVG-Zeichnung',
  'kind.pdf': 'ein PDF',
  'kind.bmp': 'ein BMP-Bild',
  'kind.photoshop': 'ein Photoshop-Dokument',
  'kind.jpegXl': 'ein JPEG-XL-Bild',
  'kind.jpeg2000': 'ein JPEG-2000-Bild',
  'kind.icon': 'ein Windows-Symbol',
  'kind.archive': 'ein ZIP-Archiv oder ein Office-Dokument',
  'kind.film': 'ein Film',
  'kind.unknown': 'in keinem bekannten Bildformat',
  tooManyPixels: 'Das Bild hat {{pixels}}; erlaubt sind {{limit}} Megapixel. Schick ein kleineres.',
  movingTooLarge:
    'Ein bewegtes Bild kann höchstens {{limit}} px groß sein. Wähle eine kleinere Größe oder ein Standbild: motion=still.',
  movingTooLong:
    'Das bewegte Bild hat {{count}} Einzelbilder, zusammen mehr als {{limit}} Megapixel. Schick ein kürzeres oder kleineres.',
  tooFewPixels:
    'Das Bild hat {{pixels}}; die kürzere Seite muss mindestens {{limit}} px haben. Schick ein größeres.',
  tooLong:
    'Das Bild hat {{pixels}}; die längere Seite darf höchstens das {{limit}}-Fache der kürzeren sein. Schneide es zu.',
  transparent: 'Das Bild ist überall durchsichtig: da ist nichts zu malen. Schick ein anderes.',
  damaged:
    'Die Bilddatei ist beschädigt oder unvollständig. Speichere oder exportiere sie neu und schick sie dann.',
  brokeReading:
    'Die Bilddatei ist beschädigt: das Lesen brach ab. Speichere oder exportiere sie neu und schick sie dann.',
  tooMuchTime: 'Das Bild zu lesen dauert zu lange. Schick ein kleineres oder ein JPEG.',
  tooMuchMemory: 'Das Bild zu lesen braucht zu viel Speicher. Schick ein kleineres oder ein JPEG.',
  strangeTiff:
    'Dieses TIFF ({{kind}}) wird nicht gelesen. Speichere es mit 8 oder 16 Bit in RGB, oder als PNG.',
  'tiff.colours': 'ungewöhnliche Farben',
  'tiff.lab': 'L*a*b*-Farben mit {{depth}} Bit',
  'tiff.otherLab': 'ungewöhnliche L*a*b*-Farben',
  'tiff.float': 'Gleitkommawerte mit {{depth}} Bit',
  'tiff.signed': 'Werte mit Vorzeichen mit {{depth}} Bit',
  'tiff.complex': 'komplexe Werte',
  'tiff.mixed': 'Werte verschiedener Größe',
  'tiff.ycbcr': 'Y’CbCr-Farben ohne JPEG-Kompression',
  'tiff.bits': 'Werte mit {{depth}} Bit',
  fetchSlow: 'das Laden von „{{name}}“ hat länger als {{time}} gedauert; schick es noch einmal',
  fetchBroken: 'das Laden von „{{name}}“ ist abgebrochen; schick es noch einmal',
  foreignHost: '„{{name}}“ liegt nicht in diesem Chat ({{host}}); häng das Bild selbst an',
  badAddress: '„{{name}}“ hat keine lesbare Adresse; häng es noch einmal an',
  fileGone: '„{{name}}“ ist nicht mehr da; häng es noch einmal an',
  fileUnreachable: '„{{name}}“ ist gerade nicht erreichbar; versuch es in einer Minute noch einmal',
  notStored: '{{what}} ist nicht mehr gespeichert; schick alles noch einmal',
  'what.photo': 'das Foto',
  'what.style': 'das Stilbild {{name}}',
  'what.initial': 'das Anfangsbild',
  'what.mask': 'die Maske',
  'what.picture': 'dieses Bild',
  notHere:
    'in diesem Kanal wird nicht gemalt; frag in einem, den die Moderation ausgesucht hat: {{channels}}',
  noPrivate: 'Bilder, die nur du siehst, sind hier abgeschaltet; frag noch einmal ohne diese Option',
  notThere:
    'die Moderation hat diesen Kanal nicht für Bilder ausgesucht; wähle einen von diesen: {{channels}}',
  notYoursToChange:
    'nur wer dieses Bild in Auftrag gegeben hat, darf es ändern; für ein eigenes drück auf „Diesen Stil probieren“',
  notYoursToCancel: 'nur wer dieses Bild in Auftrag gegeben hat, darf es abbrechen',
  notYoursToDelete: 'nur wer dieses Bild in Auftrag gegeben hat, darf es löschen',
  notYoursToShare: 'nur wer dieses Bild in Auftrag gegeben hat, darf es teilen',
  unknownPicture: 'dieses Bild ist nicht mehr bekannt; frag mit /stylize noch einmal danach',
  notFinished: 'dieses Bild ist noch nicht fertig; warte darauf und drück dann noch einmal',
  noSuchCell: 'dieses Bild gibt es auf dem Bogen nicht; drück auf eine seiner Zahlen',
  onlyStylize: 'eine Stärke hat nur, was /stylize malt',
  styleFirst: 'es gibt noch keinen Stil; wähle erst einen, dann seine Stärke',
  pressNumber: 'drück erst auf eine der Zahlen',
  onePicture: 'ein Bild auf einmal; schick das, dessen Stil es bekommen soll',
  comeBackIn: '{{reason}}; versuch es in {{time}} noch einmal',
  comeBackLater: '{{reason}}; versuch es noch einmal, wenn eines davon begonnen hat',
  queueFull: 'die Warteschlange ist voll: mehr als {{count}} Bilder können nicht warten',
  queueFullNow: 'die Warteschlange ist voll; versuch es in einer Minute noch einmal',
  yourWaiting: {
    one: 'du hast schon {{count}} Bild in der Warteschlange, mehr sind je Person nicht erlaubt',
    other: 'du hast schon {{count}} Bilder in der Warteschlange, mehr sind je Person nicht erlaubt',
  },
  communityWaiting: {
    one: 'aus dieser Community wartet schon {{count}} Bild, mehr sind nicht erlaubt',
    other: 'aus dieser Community warten schon {{count}} Bilder, mehr sind nicht erlaubt',
  },
  memberBusy: {
    one: 'von dir ist {{count}} Bild unterwegs, mehr darf hier niemand haben; warte darauf oder brich es ab',
    other:
      'von dir sind {{count}} Bilder unterwegs, mehr darf hier niemand haben; warte auf eines oder brich eines ab',
  },
  memberHadEnough: {
    one: 'du hattest dein Bild für heute schon; frag in {{time}} noch einmal',
    other: 'du hattest deine {{count}} Bilder für heute schon; frag in {{time}} noch einmal',
  },
  tooLate: 'die Nachricht kam zu spät für ihren Platz in der Warteschlange; versuch es noch einmal',
  stopping: 'Atelier wird gerade angehalten; versuch es in einer Minute noch einmal',
  stoppedSeveralTimes: {
    one: 'Atelier ist dabei {{count}}-mal stehen geblieben und versucht es nicht noch einmal; frag nach einer kleineren Größe',
    other:
      'Atelier ist dabei {{count}}-mal stehen geblieben und versucht es nicht noch einmal; frag nach einer kleineren Größe',
  },
  lost: 'die Warteschlange hat diesen Auftrag verloren: ihre Daten wurden zurückgesetzt; frag noch einmal danach',
  roomUpTo: 'der Speicher reicht hier für bis zu {{side}} px; frag mit size={{side}} oder weniger',
  noMemoryHere:
    'dieser Rechner hat zu wenig freien Speicher zum Malen; schließ andere Programme oder erhöhe MEMORY_LIMIT',
  notEnoughMemory: 'für dieses Bild reichte der Speicher nicht; frag nach einer kleineren Größe',
  crashed:
    'das Malprogramm ist abgestürzt ({{how}}); versuch es noch einmal und melde es, wenn es wieder passiert',
  diverged:
    'der feste Schritt von normalisation=keras ist für dieses Bild zu lang; frag mit normalisation=paper oder einer anderen Größe',
  networkMissing: 'das Netz {{name}} ist nicht installiert; wähle ein anderes ({{remedy}})',
  visionMissing:
    'die Datei config/vision/{{file}} fehlt hier; wer dieses Programm betreibt, kann sie aus einem frischen Checkout kopieren',
  visionDamaged:
    'die Datei config/vision/{{file}} ist beschädigt; wer dieses Programm betreibt, kann sie aus einem frischen Checkout kopieren',
  noStart: 'init=picture braucht ein Anfangsbild',
  'unsafe.sent':
    'Die Bildprüfung, die hier eingeschaltet ist, hält dieses Bild für {{what}} (zu {{percent}} sicher), darum wird es nicht gemalt. Sie irrt sich manchmal: Wenn das hier so ist, wende dich an die Moderation.',
  'unsafe.painted':
    'Die Bildprüfung, die hier eingeschaltet ist, hält das Gemalte für {{what}} (zu {{percent}} sicher), darum bekommt es niemand zu sehen. Sie irrt sich manchmal: Versuch einen anderen Stil oder wende dich an die Moderation.',
  'unsafe.porn': 'Pornografie',
  'unsafe.hentai': 'eine pornografische Zeichnung',
  'unsafe.sexy': 'ein freizügiges Bild',
  screeningFailed:
    'Bilder werden hier geprüft, bevor jemand sie sieht, und die Prüfung funktioniert gerade nicht',
  noSubject:
    'in diesem Foto hebt sich kein Motiv vom Hintergrund ab; male alles (where=all) oder nimm ein anderes Foto',
  maskShape:
    'die Maske ist {{mask}} (Breite zu Höhe) und das Foto {{photo}}; nimm eine Maske von der Form des Fotos',
  maskEmpty: 'die Maske ist ganz hell oder ganz dunkel; male das Motiv weiß auf Schwarz',
  doesNotFit: 'das Bild passt hier nicht hin; frag nach einer kleineren Größe',
  cancelled: 'das Malen wurde abgebrochen',
  'note.tiles': 'Der Speicher wurde knapp, darum geht es in kleineren Kacheln weiter.',
  'note.gpu': 'Die GPU ist ausgefallen, darum geht es auf andere Weise mit ihr weiter.',
  'note.cpu':
    'Die GPU ist ausgefallen, darum geht es auf der CPU weiter: langsamer, aber nichts ist verloren.',
  'note.faces': 'Nach Gesichtern konnte nicht gesucht werden; kleine werden wie der Rest gemalt.',
  pictureGone: 'dieses Bild ist nicht mehr da',
  picturesGone: 'diese Bilder sind nicht mehr da',
  nothingHere: 'hier ist nichts',
  wrongName: 'dieser Server hört nicht auf den Namen {{name}}',
  foreignPage: 'Befehle werden nur von der eigenen Seite dieses Servers angenommen',
  stillSending: 'deine anderen Bilder werden noch gesendet; warte, bis sie da sind',
  manySending: '{{number}} Leute senden gerade Bilder; versuch es in ein paar Sekunden noch einmal',
  slowUpload:
    'die Bilder kommen zu langsam, mit weniger als {{rate}} kB in der Sekunde; verkleinere sie oder nimm eine bessere Verbindung',
  brokenForm: 'die Nachricht kam nicht ganz an oder hat mehr als {{pictures}} Bilder; schick sie noch einmal',
  longCommand: 'ein Befehl hat 1 bis {{most}} Zeichen; kürze ihn',
  tooLargeToEnlarge: 'vergrößert werden Bilder bis {{side}} px; nimm dieses, wie es ist',
  title: 'Das hat nicht geklappt',
  brokenTitle: 'Bei uns ist etwas schiefgegangen',
  tryAgain: 'Versuch es noch einmal; wenn es wieder passiert, sag dem Betreiber dieses Bots Bescheid.',
};
