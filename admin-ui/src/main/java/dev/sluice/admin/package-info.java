/**
 * The control plane: {@link dev.sluice.admin.AdminApplication} starts it. One room per feature,
 * each with its controller, records and tables:
 *
 * <ul>
 *   <li>{@code api}: errors, entity tags and pages; imports no other room.
 *   <li>{@code database}: where the data lives; imports no other room.
 *   <li>{@code audit}: who changed what; imports {@code api}.
 *   <li>{@code snapshot}: what gateways are told; imports {@code api}.
 *   <li>{@code access}: users, sessions, roles; imports {@code api} and {@code audit}.
 *   <li>{@code oidc}: logging in at an identity provider; imports {@code access} and {@code api}.
 *   <li>{@code identity}: projects and API keys; imports {@code api}, {@code audit} and {@code
 *       snapshot}.
 *   <li>{@code bootstrap}: the first start; imports {@code access}, {@code identity} and {@code
 *       database}.
 *   <li>{@code usage}: usage events and their sums; imports {@code api} and {@code identity}.
 *   <li>{@code quota}: limits that hold across gateways; imports {@code api}, {@code audit}, {@code
 *       snapshot}, {@code identity} and {@code usage}.
 *   <li>{@code fleet}: what gateways report; imports {@code usage}.
 *   <li>{@code loads}: has pods and tokenizers load versions; imports {@code api}, {@code audit}
 *       and {@code fleet}.
 *   <li>{@code registry}: names and versions; imports {@code loads}, {@code api}, {@code audit},
 *       {@code snapshot} and {@code fleet}.
 *   <li>{@code playground}: chats through the gateway; imports {@code api}, {@code identity} and
 *       {@code registry}.
 *   <li>{@code rollout}: canaries that are judged and go back by themselves; imports {@code api},
 *       {@code audit}, {@code registry}, {@code usage} and {@code playground}.
 *   <li>{@code web}: the console's files; imports no other room.
 * </ul>
 */
package dev.sluice.admin;
