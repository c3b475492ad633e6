namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a method as a function; the host calls it when its trigger fires.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute : Attribute
{
    /// <summary>Marks a method as a function.</summary>
    /// <param name="name">Name of the function, unique in the app.</param>
    public FunctionAttribute(string name) => Name = name;

    /// <summary>Name of the function. Triggers, logs and orchestrators refer to it by this name.</summary>
    public string Name { get; }
}
