import type { Schema } from "../../api/client";

export type Quota = Schema<"Quota">;
export type QuotaCreate = Schema<"QuotaCreate">;
export type QuotaEdit = Schema<"QuotaEdit">;
