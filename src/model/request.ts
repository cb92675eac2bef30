import * as z from 'zod';
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
    .string()
    .min(1, 'must not be empty')
    .max(maxLength, `must have at most ${maxLength} characters`)
    .regex(noControlCharacters, 'must not contain control characters')
    .regex(/^\P{Surrogate}*$/u, 'must be well-formed Unicode');

/** Name of a material. */
export const materialSchema = z
  .string()
  .max(maxMaterialLength, `must have at most ${maxMaterialLength} characters`)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9\-_.:]*$/,
    'must start with a letter or digit and hold only letters, digits, "-", "_", "." and ":"',
  )
  .describe('Name of a material.');

export const accountSchema = text(maxAccountLength).describe('Whose order it is.');

const clientOrderIdSchema = text(maxClientOrderIdLength).describe(
  'Idempotency key, unique per account.',
);

const collectionIdSchema = text(maxCollectionIdLength).describe(
  'Idempotency key of a collection, unique per account.',
);

const orderTypeSchema = z.enum(['Buy', 'Sell']);
export const timeInForceSchema = z.enum(['GTC', 'IOC', 'FOK']);

const wholeNumber = (max: number) =>
  z
    .number()
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(max, `must be at most ${max}`);

const quantitySchema = wholeNumber(maxQuantity);
const pricePerUnitSchema = wholeNumber(maxPricePerUnit).describe(
  "Limit price, in the game's smallest coin.",
);

/** Body of `POST /`: an order as it is posted. */
export const orderRequestSchema = z
  .strictObject({
    type: orderTypeSchema,
    material: materialSchema,
    quantity: quantitySchema,
    pricePerUnit: pricePerUnitSchema,
    account: accountSchema.default(anonymousAccount),
    clientOrderId: clientOrderIdSchema.optional(),
    timeInForce: timeInForceSchema.default('GTC'),
    expiresAt: z.iso
      .datetime({ offset: true, error: 'must be an ISO 8601 date and time with a time zone' })
      .transform((value) => new Date(value).toISOString())
      .optional()
      .describe('End of life.'),
  })
  .check((context) => {
    const { quantity, pricePerUnit } = context.value;
    const isEachValid =
      quantitySchema.safeParse(quantity).success &&
      pricePerUnitSchema.safeParse(pricePerUnit).success;
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
export const collectionRequestSchema = z.strictObject({ collectionId: collectionIdSchema });

/** An order as a client may post it. */
export type OrderRequest = z.input<typeof orderRequestSchema>;

/** A valid order with its defaults filled in. */
export type ValidOrderRequest = z.output<typeof orderRequestSchema>;

/** Parses a value, or throws a `VALIDATION_FAILED` error that names every offending field. */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw validationError(
    what,
    result.error.issues.flatMap((issue) => toIssues(issue, value)),
  );
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
