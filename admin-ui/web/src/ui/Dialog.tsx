import { Modal, type ModalProps } from "@mantine/core";
import { useEffect, useState } from "react";

/** The library's header element would be the page's second banner. */
const PLAIN_HEADER = { header: { role: "none" } };

/**
 * A dialog that is mounted when it opens, and gives the focus back to what had it before when it
 * goes. The library does the latter only for dialogs that stay mounted while they are closed.
 */
export function Dialog(props: ModalProps) {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // After the dialog's own focus trap has let go.
      setTimeout(() => {
        if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      });
    },
    [opener],
  );
  return <Modal {...props} attributes={PLAIN_HEADER} />;
}
