package dev.sluice.admin.quota;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.QuotaLeaseAnswer;
import dev.sluice.contract.QuotaLeaseRequest;
import dev.sluice.shell.RefusedException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Where gateways lease. */
@RestController
class LeaseController {
  private static final int ID_CHARACTERS = 100;

  private final LeaseDesk desk;

  LeaseController(LeaseDesk desk) {
    this.desk = desk;
  }

  @PostMapping(InternalPaths.QUOTA_LEASES)
  Mono<QuotaLeaseAnswer> lease(@RequestBody QuotaLeaseRequest request) {
    if (request.gatewayId() == null || request.gatewayId().isBlank()) {
      throw RefusedException.of(ErrorCode.MISSING_FIELD, "gatewayId", "'gatewayId' is missing");
    }
    for (QuotaLeaseRequest.Ask ask : request.asks()) {
      if (ask.leaseId() == null || ask.leaseId().isBlank() || ask.policyId() == null) {
        throw RefusedException.of(
            ErrorCode.MISSING_FIELD, "leaseId", "an ask has a lease id and a policy id");
      }
      if (ask.leaseId().length() > ID_CHARACTERS) {
        throw RefusedException.of(
            ErrorCode.INVALID_VALUE,
            "leaseId",
            "a lease id has %d characters and may have %d"
                .formatted(ask.leaseId().length(), ID_CHARACTERS));
      }
    }
    return desk.answer(request);
  }
}
