// The reference page of the browser package, from its types and their comments.
import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

type Table = (head: readonly string[], rows: readonly (readonly string[])[]) => string;

/** One member of an interface or one alternative of a union. */
interface Entry {
  readonly name: string;
  readonly type: string;
  readonly doc: string;
}

/** What the parser's nodes have in common, as far as this needs them. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const SOURCE = 'packages/browser/src';

/** The page's body. */
export function browserPage(table: Table): string {
  const [options, reasons, react, element] = ['options.ts', 'reason.ts', 'react.ts', 'element.ts'].map(read) as [
    Source,
    Source,
    Source,
    Source,
  ];
  const typed = (head: string, entries: readonly Entry[]): string =>
    table(
      [head, 'Type', 'What it is'],
      entries.map(({ doc, name, type }) => [`\`${name}\``, `\`${type}\``, doc]),
    );
  const plainly = (head: string, entries: readonly Entry[]): string =>
    table(
      [head, 'Meaning'],
      entries.map(({ doc, name }) => [`\`${name}\``, doc]),
    );
  return [
    'How to use it: [Embed a workbook](../guide/embed-a-workbook.md).',
    '## Entries',
    table(
      ['Import', 'Gives'],
      [
        ['`@sigma-embed/browser`', '`createSigmaEmbed(element, options)` and all types'],
        ['`@sigma-embed/browser/element`', 'defines `<sigma-embed>`; `SigmaEmbedElement`'],
        ['`@sigma-embed/browser/react`', '`<SigmaEmbed/>`, `useSigmaEmbed(options)`'],
        ['`/sigma-embed.js` of a gateway', 'defines `<sigma-embed>`; the global `SigmaEmbed.createSigmaEmbed`'],
      ],
    ),
    '## Options',
    options.about('SigmaEmbedOptions'),
    typed('Option', options.members('SigmaEmbedOptions')),
    '## The embed',
    options.about('SigmaEmbed'),
    typed('Member', options.members('SigmaEmbed')),
    `\`timeLeft\`: ${options.about('TimeLeft')}`,
    typed('Member', options.members('TimeLeft')),
    '## States',
    'Also the attribute `data-state` of the element.',
    plainly('State', read('machine.ts').alternatives('EmbedState')),
    '## Events',
    'Heard by `onEvent`. The element dispatches each as `sigma-` and its type, with the event as `detail`; it bubbles, out of shadow roots too.',
    table(
      ['Type', 'Carries', 'What happened'],
      options.alternatives('SigmaEmbedEvent').map(({ doc, name, type }) => [`\`${name}\``, `\`${type}\``, doc]),
    ),
    '## Reasons',
    reasons.about('Reason'),
    typed('Member', reasons.members('Reason')),
    'Codes of the gateway are on [Errors](errors.md). These begin in the browser:',
    plainly('Code', reasons.alternatives('LocalCode')),
    '## Words',
    `${options.about('OwnTexts')} The option \`texts\` takes these names and the code of any reason.`,
    plainly('Name', options.members('OwnTexts')),
    '## The tag',
    element.about('SigmaEmbedElement'),
    '## React',
    react.about('useSigmaEmbed'),
    typed('Member', react.members('UsedSigmaEmbed')),
    '`<SigmaEmbed/>` takes all options as props, and:',
    typed('Prop', react.members('SigmaEmbedProps')),
    '## Messages of Sigma',
    "What the event `message` carries. Source: Sigma's outbound event reference.",
    typed('Type', read('messages.ts').members('OutboundEvents')),
    '## Messages to Sigma',
    "What `send` takes. Source: Sigma's inbound event reference.",
    typed('Type', read('commands.ts').members('InboundEvents')),
  ].join('\n\n');
}

interface Source {
  /** The comment before a declaration. */
  about(name: string): string;
  /** The members of an interface. */
  members(name: string): Entry[];
  /** The alternatives of a union of texts, or of objects that differ by `type`. */
  alternatives(name: string): Entry[];
}

function read(file: string): Source {
  const path = `${SOURCE}/${file}`;
  const source = readFileSync(path, 'utf8');
  const { comments, program } = parseSync(path, source);
  const textOf = ({ end, start }: Node): string => plain(source.slice(start, end));

  const find = (name: string): { readonly statement: Node; readonly declaration: Node } => {
    for (const statement of program.body as unknown as readonly Node[]) {
      const declaration = (statement['declaration'] ?? statement) as Node;
      if ((declaration['id'] as { name?: string } | undefined)?.name === name) return { statement, declaration };
    }
    throw new Error(`${path} has no ${name}`);
  };
  /** The doc comment that ends right before an offset. */
  const docBefore = (offset: number): string => {
    const comment = comments.findLast(({ end }) => end <= offset && /^[\s|]*$/.test(source.slice(end, offset)));
    if (comment?.type !== 'Block' || !comment.value.startsWith('*')) return '';
    return comment.value
      .replaceAll(/^\s*\*+ ?/gm, '')
      .replaceAll(/\s+/g, ' ')
      .trim();
  };
  const typeOf = (member: Node): string => textOf((member['typeAnnotation'] as Node)['typeAnnotation'] as Node);

  return {
    about: (name) => docBefore(find(name).statement.start),
    members(name) {
      const { body } = find(name).declaration['body'] as { body: readonly Node[] };
      return body.map((member) => {
        const key = member['key'] as Node;
        const doc = docBefore(member.start);
        if (member.type !== 'TSMethodSignature') {
          return { name: `${nameOf(key)}${member['optional'] === true ? '?' : ''}`, type: typeOf(member), doc };
        }
        return { name: `${nameOf(key)}()`, type: plain(source.slice(key.end, member.end).replace(/;$/, '')), doc };
      });
    },
    alternatives(name) {
      const { types } = find(name).declaration['typeAnnotation'] as { types: readonly Node[] };
      return types.map((one) => {
        const doc = docBefore(one.start);
        if (one.type === 'TSLiteralType') return { name: textOf(one).slice(1, -1), type: '', doc };
        const [kind, ...carried] = one['members'] as [Node, ...Node[]];
        const notes = carried
          .map((member) => ({ of: nameOf(member['key'] as Node), note: docBefore(member.start) }))
          .filter(({ note }) => note !== '');
        return {
          name: typeOf(kind).slice(1, -1),
          type: carried.map((member) => `${nameOf(member['key'] as Node)}: ${typeOf(member)}`).join('; '),
          doc: [doc, ...notes.map(({ note, of }) => `\`${of}\`: ${note}`)].join(' '),
        };
      });
    },
  };
}

function nameOf(key: Node): string {
  return (key['name'] as string | undefined) ?? String(key['value']);
}

/** A type as one says it: on one line and without `readonly`. */
function plain(type: string): string {
  const text = type.replaceAll(/\s+/g, ' ').replaceAll('readonly ', '').replace(/^\| /, '');
  return text === 'unknown' ? '{}' : text;
}
