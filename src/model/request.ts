import * as z from 'zod/mini';
import { type Issue, MarketError } from './errors.js';
import {
  anonymousAccount,
  maxAccountLength,
  maxClientOrderIdLength,
  maxCollectionIdLength,
  maxMaterialLength,
  maxPricePerUnit,
  maxQuantity,
} from './limits.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const noControlCharacters = /^[^\u0000-\u001f\u007f]*$/;

const text = (maxLength: number) =>
  z
    .string('must be text')
    .check(
      z.minLength(1, 'must not be empty'),
      z.maxLength(maxLength, `must have at most ${maxLength} characters`),
      z.regex(noControlCharacters, 'must not contain control characters'),
      z.regex(/^\P{Cs}*$/u, 'must be well-formed Unicode'),
    );

/** Name of a material. */
export const materialSchema = z
  .string('must be text')
  .check(
    z.maxLength(maxMaterialLength, `must have at most ${maxMaterialLength} characters`),
    z.regex(
      /^[A-Za-z0-9][A-Za-z0-9\-_.:]*$/,
      'must start with a letter or digit and hold only letters, digits, "-", "_", "." and ":"',
    ),
    z.describe('Name of a material.'),
  );

export const accountSchema = text(maxAccountLength).check(
  // As segments of a path, URLs take these away, encoded or not.
  z.regex(/^(?!\.{1,2}$)/, 'must not be "." or ".."'),
  z.describe(
    `Whose order it is: 1 to ${maxAccountLength} characters, not "." or "..", no control characters.`,
  ),
);

const clientOrderIdSchema = text(maxClientOrderIdLength).check(
  z.describe('Idempotency key, unique per account.'),
);

const collectionIdSchema = text(maxCollectionIdLength).check(
  z.describe('Idempotency key of a collection, unique per account.'),
);

const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, `must be ${values.map((value) => `"${value}"`).join(' or ')}`);

export const orderTypeSchema = oneOf(['Buy', 'Sell']);
export const timeInForceSchema = oneOf(['GTC', 'IOC', 'FOK']);

const wholeNumber = (max: number) =>
  z
    .int('must be a whole number')
    .check(z.gte(1, 'must be at least 1'), z.lte(max, `must be at most ${max}`));

const quantitySchema = wholeNumber(maxQuantity).check(z.describe('Units.'));
const pricePerUnitSchema = wholeNumber(maxPricePerUnit).check(
  z.describe("Limit price, in the game's smallest coin."),
);

/** Body of `POST /`: an order as it is posted. */
export const orderRequestSchema = z
  .strictObject(
    {
      /** `Buy` or `Sell`. */
      type: orderTypeSchema,
      /** 1 to 64 characters: letters, digits, `-`, `_`, `.`, `:`; a letter or digit first. */
      material: materialSchema,
      /** Units, 1 to 1,000,000,000. */
      quantity: quantitySchema,
      /** Limit price in the game's smallest coin, 1 to 999,999,999,999. */
      pricePerUnit: pricePerUnitSchema,
      /** Whose order it is, 1 to 128 characters. */
      account: z._default(accountSchema, anonymousAccount),
      /** Idempotency key, unique per account, 1 to 128 characters. */
      clientOrderId: z.optional(clientOrderIdSchema),
      /**
       * How long it stays open.
       * @default 'GTC'
       */
      timeInForce: z._default(timeInForceSchema, 'GTC'),
      /** Expiry, ISO 8601 with a time zone. */
      expiresAt: z.optional(
        z
          .pipe(
            z.iso.datetime({
              offset: true,
              error: 'must be an ISO 8601 date and time with a time zone',
            }),
            z.transform((value) => new Date(value).toISOString()),
          )
          .check(z.describe('End of life.')),
      ),
    },
    'must be a JSON object',
  )
  .check((context) => {
    const { quantity, pricePerUnit } = context.value;
    const isEachValid =
      z.safeParse(quantitySchema, quantity).success &&
      z.safeParse(pricePerUnitSchema, pricePerUnit).success;
    if (isEachValid && !Number.isSafeInteger(quantity * pricePerUnit)) {
      for (const path of ['quantity', 'pricePerUnit']) {
        context.issues.push({
          code: 'custom',
          input: context.value,
          path: [path],
          message: 'quantity × pricePerUnit must be at most 2^53 − 1',
        });
      }
    }
  });

/** Body of a collection. */
export const collectionRequestSchema = z.strictObject(
  { collectionId: collectionIdSchema },
  'must be a JSON object',
);

/**
 * An order as a client may post it.
 * @useDeclaredType
 */
export type OrderRequest = z.input<typeof orderRequestSchema>;

/**
 * A valid order with its defaults filled in.
 * @useDeclaredType
 */
export type ValidOrderRequest = Readonly<z.output<typeof orderRequestSchema>>;

/** Parses a value, or throws a `VALIDATION_FAILED` error that names every invalid field. */
export function parseRequest<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  throw validationError(
    what,
    result.error.issues.flatMap((issue) => toIssues(issue, value)),
  );
}

/**
 * Checks an order as the market would, without posting it, and fills in the defaults.
 *
 * @throws MarketError `VALIDATION_FAILED` naming every invalid field.
 * @example
 * ```ts
 * const { quantity } = parseOrderRequest(JSON.parse(line));
 * ```
 */
export function parseOrderRequest(value: unknown): ValidOrderRequest {
  return parseRequest(orderRequestSchema, value, 'order');
}

export function validationError(what: string, issues: readonly Issue[]): MarketError {
  const summary = issues
    .map(({ path, message }) => (path ? `${path}: ${message}` : message))
    .join('; ');
  return new MarketError('VALIDATION_FAILED', `${what} is not valid: ${summary}`, { issues });
}

function toIssues(issue: z.core.$ZodIssue, value: unknown): Issue[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path ? `${path}.${key}` : key,
      message: 'is not a known field',
    }));
  }
  if (issue.path.length > 0 && valueAt(value, issue.path) === undefined) {
    return [{ path, message: 'is required' }];
  }
  return [{ path, message: issue.message }];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}
