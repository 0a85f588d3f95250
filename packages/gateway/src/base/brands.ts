// Knows how to make two strings different types; knows nothing of what they mean.

declare const brand: unique symbol;

/** A value of type `T` that can only be made where its noun is born. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
