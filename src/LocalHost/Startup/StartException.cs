namespace Countme.LocalHost.Startup;

/// <summary>The host cannot start; the message says what was found, what is expected and what to do.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
