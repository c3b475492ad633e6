namespace Countme.Core.Upload;

/// <summary>
/// What a step read was replaced before the step was done. Nothing was written in its place: run the step again, and it finds what is
/// there now.
/// </summary>
/// <param name="message">What was replaced; without any content of a log.</param>
/// <param name="innerException">The store's refusal, if there was one.</param>
/// <remarks>
/// A step reads the record that it is going to replace before it reads its inputs, and hands that record's version on. A store with
/// more than one writer refuses a version that is no longer there: so a step that was slow, or ran twice at once, never puts an older
/// result in the place of a newer one.
/// </remarks>
public sealed class ChangedMeanwhileException(string message, Exception? innerException = null) : IOException(message, innerException);
