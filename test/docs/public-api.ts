import ts from 'typescript';
import { type Block, blocksOf, root } from './markdown.js';

/** The entry points of the package, and the files that declare names for their examples. */
export const entryPoints = {
  game: 'src/index.ts',
  local: 'src/local/index.ts',
  testing: 'src/testing/index.ts',
  construct: 'construct/index.ts',
} as const;

export type Context = keyof typeof entryPoints;

/** Something that the package exports, or a method of it. */
export interface PublicSymbol {
  readonly name: string;
  readonly context: Context;
  /** Whether it is called, so that it needs an example. */
  readonly isCallable: boolean;
  readonly examples: readonly Block[];
}

/** Everything that the entry points export, with the methods of classes. */
export function publicSymbols(program: ts.Program): PublicSymbol[] {
  const checker = program.getTypeChecker();
  return (Object.keys(entryPoints) as Context[]).flatMap((context) => {
    const file = program.getSourceFile(root + entryPoints[context]);
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${entryPoints[context]} is no module`);
    return checker.getExportsOfModule(module).flatMap((exported) => {
      const symbol =
        exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const members = [...(symbol.members?.values() ?? []), ...(symbol.exports?.values() ?? [])];
      return [
        describe(symbol, exported.name, context),
        ...(symbol.flags & ts.SymbolFlags.Class ? members.filter(isPublic) : []).map((member) =>
          describe(member, `${exported.name}.${member.name}`, context),
        ),
      ];
    });
  });
}

const callable = ts.SymbolFlags.Class | ts.SymbolFlags.Function | ts.SymbolFlags.Method;

function describe(symbol: ts.Symbol, name: string, context: Context): PublicSymbol {
  const comments = (symbol.declarations ?? [])
    .flatMap(ts.getJSDocCommentsAndTags)
    .filter(ts.isJSDoc);
  return {
    name,
    context,
    isCallable: (symbol.flags & callable) !== 0,
    examples: comments.flatMap(examplesIn),
  };
}

/** Methods that are written with a name, and not for the package itself. */
function isPublic(member: ts.Symbol): boolean {
  const { valueDeclaration } = member;
  return (
    valueDeclaration !== undefined &&
    ts.isMethodDeclaration(valueDeclaration) &&
    ts.isIdentifier(valueDeclaration.name) &&
    !(ts.getCombinedModifierFlags(valueDeclaration) & ts.ModifierFlags.Private)
  );
}

function examplesIn(comment: ts.JSDoc): Block[] {
  const file = comment.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(comment.getStart());
  const text = comment.getText().replaceAll(/^ *(?:\/\*)?\*(?: |$)/gm, '');
  return blocksOf(text, file.fileName.slice(root.length), line + 1);
}
