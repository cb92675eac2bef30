#!/usr/bin/env python3
"""Two players trade on a market, over its HTTP API and with Python's standard library only.

    npx material-market dev        # in one terminal
    python3 trade.py               # in another; MARKET_URL says where another market is
"""

import json
import os
import random
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

MARKET_URL = os.environ.get("MARKET_URL", "http://127.0.0.1:4000").rstrip("/")


class MarketError(Exception):
    """The market's answer to a request that it turned down."""

    def __init__(self, status, error):
        super().__init__(f"{error.get('code')}: {error.get('message')}")
        self.status = status
        self.code = error.get("code")
        self.issues = error.get("issues", [])
        # What is not from the market itself says nothing of this: a proxy, or AWS.
        self.retryable = error.get("retryable", status == 429 or status >= 500)
        self.outcome = error.get("outcome", "UNKNOWN")


def call(method, path, body=None, attempts=6):
    """Sends a request, again where that can help: no answer, or an error that is retryable.

    It is safe to send all of them twice: what writes carries its idempotency key in the body.
    """
    request = urllib.request.Request(MARKET_URL + path, method=method)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("content-type", "application/json")
    for attempt in range(1, attempts + 1):
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            problem = market_error(error)
            if not problem.retryable or attempt == attempts:
                raise problem from None
        except (OSError, ValueError):  # no answer, or half of one
            if attempt == attempts:
                raise
        time.sleep(random.uniform(0, 0.05 * 2**attempt))


def market_error(error):
    text = error.read().decode(errors="replace")
    try:
        return MarketError(error.code, json.loads(text)["error"])
    except (ValueError, LookupError, TypeError):
        # Not from the market: a proxy, or AWS when the request's signature is not right.
        return MarketError(error.code, {"code": f"HTTP {error.code}", "message": text[:200]})


def place_order(account, order_type, material, quantity, price_per_unit, client_order_id):
    """Take the goods or coins from the player and store the id first, in one transaction."""
    return call("POST", "/orders", {
        "account": account,
        "type": order_type,
        "material": material,
        "quantity": quantity,
        "pricePerUnit": price_per_unit,
        "clientOrderId": client_order_id,
    })


def wait_until_closed(order_id, seconds=30):
    """Orders are matched in the background: mostly within moments."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        order = call("GET", f"/orders/{urllib.parse.quote(order_id, safe='')}")
        if order["status"] not in ("OPEN", "PARTIALLY_FILLED"):
            return order
        time.sleep(0.1)
    raise TimeoutError(f"order {order_id} is still open")


def collect(account, collection_id):
    """Store the id first, and give the player what the receipt says: once, however often it comes."""
    path = f"/accounts/{urllib.parse.quote(account, safe='')}/collections"
    return call("POST", path, {"collectionId": collection_id})


def main():
    # A material of this run's own, so that no earlier order is in the way.
    material = f"wheat-{uuid.uuid4().hex[:8]}"
    ada, ben = f"ada-{uuid.uuid4().hex[:8]}", f"ben-{uuid.uuid4().hex[:8]}"

    sell_id = str(uuid.uuid4())
    sell = place_order(ada, "Sell", material, 30, 10, sell_id)
    again = place_order(ada, "Sell", material, 30, 10, sell_id)
    print(f"ada sells 30 for 10 each: {sell['status']}")
    print(f"posted again, it is the same order: {again['orderId'] == sell['orderId']}")

    buy = place_order(ben, "Buy", material, 30, 12, str(uuid.uuid4()))
    print(f"ben buys 30 for at most 12 each: {wait_until_closed(buy['orderId'])['status']}")

    for name, account in (("ada", ada), ("ben", ben)):
        collection_id = str(uuid.uuid4())
        receipt = collect(account, collection_id)
        units = receipt["goods"].get(material, 0)
        print(f"{name} collects {receipt['coins']} coins and {units} wheat")
        print(f"collected again, it is the same receipt: {collect(account, collection_id) == receipt}")

    try:
        place_order(ada, "Sell", material, 0, 10, str(uuid.uuid4()))
    except MarketError as error:
        print(f"an order of nothing is refused: {error.code}, {error.issues}")


if __name__ == "__main__":
    main()
