/** The `client_assertion_type` of a JWT (RFC 7523 §2.2). */
export const jwtAssertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
