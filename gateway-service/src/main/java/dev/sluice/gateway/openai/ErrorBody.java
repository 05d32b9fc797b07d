package dev.sluice.gateway.openai;

import dev.sluice.contract.ErrorDetail;
import tools.jackson.databind.node.ObjectNode;

/** {@code {"error":{"message","type","param","code"}}} with a string code. */
final class ErrorBody {
  private ErrorBody() {}

  static ObjectNode of(ErrorDetail detail) {
    ObjectNode body = Json.object();
    ObjectNode error = body.putObject("error");
    error.put("message", detail.message());
    error.put("type", detail.code().type());
    error.put("param", detail.param());
    error.put("code", detail.code().wire());
    return body;
  }
}
