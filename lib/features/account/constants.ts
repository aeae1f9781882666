/** Length of a password in characters (NIST SP 800-63B asks for at least 8; a console full of evidence asks for more). */
export const PASSWORD_LENGTH = { min: 12, max: 256 } as const;
