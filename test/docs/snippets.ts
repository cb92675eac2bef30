import { format } from 'node:util';
import ts from 'typescript';
import { type Block, root } from './markdown.js';
import type { Context } from './public-api.js';

/** A block of TypeScript with what it may leave out. */
export interface Snippet {
  readonly block: Block;
  readonly context: Context;
}

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config,
  ts.sys,
  root,
);

/** As the sources are compiled, but that a type may be imported like a value. */
const compilerOptions: ts.CompilerOptions = {
  ...options,
  noEmit: true,
  verbatimModuleSyntax: false,
  isolatedModules: false,
};

/** A program of these files. */
export function programOf(
  files: readonly string[],
  contents: ReadonlyMap<string, string> = new Map(),
  old?: ts.Program,
): ts.Program {
  const host = ts.createCompilerHost(compilerOptions);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => contents.has(path) || fileExists(path);
  host.readFile = (path) => contents.get(path) ?? readFile(path);
  return ts.createProgram({
    rootNames: [...files],
    options: compilerOptions,
    host,
    ...(old && { oldProgram: old }),
  });
}

/** The compiler's errors for each snippet, one line per error. */
export function typeErrors(snippets: readonly Snippet[], old: ts.Program): string[] {
  const names = namesByContext(old);
  const contents = new Map(
    snippets.map((snippet, index) => [
      `${root}test/docs/snippet-${index}.ts`,
      moduleOf(snippet, names.get(snippet.context) ?? new Set()),
    ]),
  );
  const program = programOf([...old.getRootFileNames(), ...contents.keys()], contents, old);
  return [...contents.keys()].flatMap((path, index) => {
    const file = program.getSourceFile(path);
    const found = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ];
    return found.map(({ messageText, start = 0 }) => {
      const line = file?.text.slice(start).split('\n', 1)[0];
      const message = ts.flattenDiagnosticMessageText(messageText, '\n');
      return `${snippets[index]?.block.at}: ${message}\n    ${line}`;
    });
  });
}

export const contextFiles = ['game', 'local', 'testing', 'construct'].map(
  (context) => `${root}test/docs/context/${context}.d.ts`,
);

function namesByContext(program: ts.Program): ReadonlyMap<string, ReadonlySet<string>> {
  const checker = program.getTypeChecker();
  return new Map(
    contextFiles.map((path) => {
      const file = program.getSourceFile(path);
      const module = file && checker.getSymbolAtLocation(file);
      const names = module ? checker.getExportsOfModule(module).map(({ name }) => name) : [];
      return [path.replace(/.*\/(\w+)\.d\.ts$/, '$1'), new Set(names)];
    }),
  );
}

/** A module of its own, with an import of what the snippet takes from its context. */
function moduleOf({ block, context }: Snippet, names: ReadonlySet<string>): string {
  const file = ts.createSourceFile('snippet.ts', block.code, ts.ScriptTarget.Latest, true);
  const declared = new Set<string>();
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  for (const statement of file.statements) declare(statement, declared);
  const taken = [...used].filter((name) => names.has(name) && !declared.has(name));
  const head =
    taken.length > 0 ? `import { ${taken.join(', ')} } from './context/${context}';` : '';
  const imports = file.statements.filter(ts.isImportDeclaration).map((node) => node.getText());
  const rest = file.statements.filter((node) => !ts.isImportDeclaration(node));
  const code = rest.map((node) => node.getFullText()).join('');
  const isOfAStack = context === 'construct' && !/^(export |class )/m.test(code);
  return [
    head,
    ...(isOfAStack ? [`import type { Stack as Self } from 'aws-cdk-lib';`] : []),
    ...imports,
    ...(isOfAStack ? ['export async function example(this: Self) {', code, '}'] : [code]),
    'export {};',
  ].join('\n');
}

function declare(statement: ts.Statement, names: Set<string>): void {
  const bind = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.add(name.text);
    else for (const element of name.elements) if ('name' in element) bind(element.name);
  };
  if (ts.isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {};
    if (name) names.add(name.text);
    if (namedBindings && ts.isNamespaceImport(namedBindings)) names.add(namedBindings.name.text);
    else for (const element of namedBindings?.elements ?? []) names.add(element.name.text);
  } else if (ts.isVariableStatement(statement)) {
    for (const { name } of statement.declarationList.declarations) bind(name);
  } else if ('name' in statement) {
    names.add((statement.name as ts.Identifier).text);
  }
}

const AsyncFunction = (async () => {}).constructor as new (
  ...texts: string[]
) => (...values: unknown[]) => Promise<void>;

/** A line that prints, and says in a comment what. */
const printing = /^(.*)console\.log\((.*)\/\/ (.*)$/;

/** What the comments of a snippet say that it prints, by line. */
export function promisedOutput({ code }: Block): Map<number, string> {
  const lines = code.split('\n').map((line, index) => [index, printing.exec(line)?.[3]] as const);
  return new Map(lines.filter((entry): entry is [number, string] => entry[1] !== undefined));
}

/**
 * Runs a snippet on these modules, and gives what the lines of it printed that say in a comment what
 * they print.
 */
export async function run(
  { code }: Block,
  modules: Readonly<Record<string, unknown>>,
): Promise<Map<number, string>> {
  const lines = code
    .split('\n')
    .map((line, index) =>
      line.replace(printing, (_, before, after) => `${before}__print(${index}, ${after}`),
    );
  const printed = new Map<number, string>();
  await evaluate(lines.join('\n'), modules, {
    __print: (line: number, ...values: unknown[]) => {
      const text = format(...values);
      printed.set(line, printed.has(line) ? `${printed.get(line)}, ${text}` : text);
    },
  });
  return printed;
}

/** Runs code on these modules and with these names, and gives what it exports. */
export async function evaluate(
  code: string,
  modules: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const exports: Record<string, unknown> = {};
  const require = (specifier: string) => {
    if (specifier in modules) return modules[specifier];
    throw new Error(`a snippet that runs may not import ${specifier}`);
  };
  const body = new AsyncFunction('require', 'exports', ...Object.keys(names), outputText);
  await body(require, exports, ...Object.values(names));
  return exports;
}
