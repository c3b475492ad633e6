namespace Countme.Functions.Settings;

/// <summary>Settings are missing or wrong: the app does not start.</summary>
/// <param name="errors">What is wrong, one line for each setting.</param>
public sealed class BadSettingsException(IReadOnlyList<string> errors)
    : Exception(
        $"{errors.Count} setting{(errors.Count == 1 ? " is" : "s are")} wrong:\n{string.Join('\n', errors.Select(error => "- " + error))}")
{
    /// <summary>What is wrong, one line for each setting.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
