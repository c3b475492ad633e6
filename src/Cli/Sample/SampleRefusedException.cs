namespace Countme.Cli.Sample;

/// <summary>A sample was not written because of what was asked for; the message is for the person who asked.</summary>
/// <param name="message">What was found, what was expected, and what to do.</param>
public sealed class SampleRefusedException(string message) : Exception(message);
