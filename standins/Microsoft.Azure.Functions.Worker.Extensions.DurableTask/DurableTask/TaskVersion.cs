namespace Microsoft.DurableTask;

/// <summary>Version of a task; empty text, null and the default value all mean that it has none.</summary>
public readonly struct TaskVersion : IEquatable<TaskVersion>
{
    /// <summary>The version of a task that has none.</summary>
    public static readonly TaskVersion Unversioned;

    private readonly string? _version;

    /// <summary>A version.</summary>
    /// <exception cref="ArgumentException">The text holds nothing but white space.</exception>
    public TaskVersion(string? version)
    {
        if (!string.IsNullOrEmpty(version) && string.IsNullOrWhiteSpace(version))
        {
            throw new ArgumentException("Found white space, expected a version, or null or empty text for none.", nameof(version));
        }

        _version = version ?? "";
    }

    /// <summary>The version's text; empty if there is none.</summary>
    public string Version => _version ?? "";

    /// <summary>The version's text.</summary>
    public static implicit operator string(TaskVersion value) => value.Version;

    /// <summary>Text as a version.</summary>
    public static implicit operator TaskVersion(string? value) => new(value);

    /// <summary>Compares without regard to case.</summary>
    public static bool operator ==(TaskVersion a, TaskVersion b) => a.Equals(b);

    /// <summary>Compares without regard to case.</summary>
    public static bool operator !=(TaskVersion a, TaskVersion b) => !a.Equals(b);

    /// <inheritdoc/>
    public bool Equals(TaskVersion other) => string.Equals(Version, other.Version, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Version);
}
