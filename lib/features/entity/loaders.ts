import "server-only";
import { AppError } from "#lib/errors";
import type { AddressPassport, ProcessDetail } from "./types.ts";

export async function loadAddress(_address: string): Promise<AddressPassport> {
  throw new AppError("unavailable", "being written");
}
export async function loadProcess(_hostId: number, _key: string): Promise<ProcessDetail> {
  throw new AppError("unavailable", "being written");
}
