import java.util.List;
import market.ApiClient;
import market.ApiException;
import market.api.AccountsApi;
import market.api.MaterialsApi;
import market.api.OrdersApi;
import market.model.CollectionReceipt;
import market.model.CollectionRequest;
import market.model.ErrorBody;
import market.model.Order;
import market.model.OrderRequest;
import market.model.OrderStatus;
import market.model.OrderType;
import market.model.StatementLine;

/** Trades for 10^13 coins with the client that openapi-generator makes of the OpenAPI document. */
public final class Trade {
  private static final long QUANTITY = 10_000;
  private static final long PRICE = 1_000_000_000;
  private static final long TOTAL = 10_000_000_000_000L;
  private static final String MATERIAL = "wheat-java";
  private static final String SELLER = "ada-java";
  private static final String BUYER = "bob-java";

  private final OrdersApi orders;
  private final MaterialsApi materials;
  private final AccountsApi accounts;

  private Trade(ApiClient client) {
    orders = new OrdersApi(client);
    materials = new MaterialsApi(client);
    accounts = new AccountsApi(client);
  }

  public static void main(String[] args) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(args[0]);
    new Trade(client).run();
    System.out.println(SELLER + " traded and collected " + TOTAL + " coins");
  }

  private void run() throws Exception {
    Order sell = place(SELLER, OrderType.SELL);
    place(BUYER, OrderType.BUY);
    long end = System.currentTimeMillis() + 60_000;
    while (sell.getStatus() != OrderStatus.FILLED) {
      check("the order is filled in time", System.currentTimeMillis() < end);
      Thread.sleep(100);
      sell = orders.getOrder(sell.getOrderId());
    }
    checkTrades();
    checkStatement();
    checkReceipt(SELLER, TOTAL, 0);
    checkReceipt(BUYER, 0, QUANTITY);
    checkRefusal();
    checkLaterErrorCode();
  }

  private Order place(String account, OrderType type) throws ApiException {
    return orders.placeOrder(
        new OrderRequest()
            .account(account)
            .clientOrderId(account + "-1")
            .type(type)
            .material(MATERIAL)
            .quantity(QUANTITY)
            .pricePerUnit(PRICE));
  }

  private void checkTrades() throws ApiException {
    List<market.model.Trade> trades = materials.listMaterialTrades(MATERIAL, 10, null).getItems();
    check("there is one trade", trades.size() == 1);
    market.model.Trade trade = trades.get(0);
    check("its value is exact", trade.getQuantity() * trade.getPricePerUnit() == TOTAL);
    check("it is the first one", trade.getSequence() == 1);
  }

  private void checkStatement() throws ApiException {
    List<StatementLine> lines = accounts.listStatement(SELLER, null, null).getItems();
    // Latest first: that the order was filled, and the trade.
    check("the statement has two lines", lines.size() == 2);
    StatementLine line = lines.get(1);
    check("one is of the trade", line.getLine().equals("TRADE") && line.getQuantity() == QUANTITY);
    check("its coins are exact", line.getCoins() == TOTAL);
  }

  private void checkReceipt(String account, long coins, long goods) throws ApiException {
    CollectionRequest request = new CollectionRequest().collectionId(account + "-1");
    // Repeated, it is the same receipt.
    for (int time = 0; time < 2; time += 1) {
      CollectionReceipt receipt = accounts.collect(account, request);
      check("the coins of " + account, receipt.getCoins() == coins);
      check("the goods of " + account, receipt.getGoods().getOrDefault(MATERIAL, 0L) == goods);
    }
  }

  private void checkRefusal() throws Exception {
    OrderRequest nothing =
        new OrderRequest().type(OrderType.SELL).material(MATERIAL).quantity(0L).pricePerUnit(PRICE);
    try {
      orders.placeOrder(nothing);
    } catch (ApiException refused) {
      ErrorBody body = read(refused.getResponseBody());
      check("the status of a refusal", refused.getCode() == 400);
      check("its code", body.getError().getCode().equals("VALIDATION_FAILED"));
      check("its issue", body.getError().getIssues().get(0).getPath().equals("quantity"));
      return;
    }
    check("an order of nothing is refused", false);
  }

  /** An error code that a later version of the market adds is read like any other. */
  private void checkLaterErrorCode() throws Exception {
    ErrorBody later =
        read("{\"error\":{\"code\":\"ADDED_LATER\",\"message\":\"\",\"issues\":[],\"added\":1}}");
    check("a later error code", later.getError().getCode().equals("ADDED_LATER"));
  }

  private static ErrorBody read(String json) throws Exception {
    return ApiClient.createDefaultObjectMapper().readValue(json, ErrorBody.class);
  }

  private static void check(String what, boolean holds) {
    if (!holds) throw new AssertionError("wrong: " + what);
  }
}
