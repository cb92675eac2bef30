import type { Material } from './professions.js';

/** The coins and goods that a player has at hand. Neither is ever below zero. */
export class Holdings {
  #coins: number;
  readonly #goods = new Map<Material, number>();

  constructor(coins: number) {
    this.#coins = coins;
  }

  get coins(): number {
    return this.#coins;
  }

  get goods(): ReadonlyMap<Material, number> {
    return this.#goods;
  }

  of(material: Material): number {
    return this.#goods.get(material) ?? 0;
  }

  addCoins(change: number): void {
    this.#coins = checked(this.#coins + change, 'coins');
  }

  add(material: Material, change: number): void {
    this.#goods.set(material, checked(this.of(material) + change, material));
  }
}

function checked(amount: number, what: string): number {
  if (Number.isSafeInteger(amount) && amount >= 0) return amount;
  throw new Error(`a player cannot have ${amount} ${what}`);
}
