using System.Reflection;

namespace Countme.Standins.Tests.PublicApi;

/// <summary>What code outside an assembly can use of it, one line for each type and member, sorted.</summary>
internal static class ApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Lines(Assembly assembly) =>
        assembly.GetTypes().Where(IsVisible).SelectMany(Lines).Order(StringComparer.Ordinal);

    private static bool IsVisible(Type type) =>
        type.IsNested ? (type.IsNestedPublic || type.IsNestedFamily) && IsVisible(type.DeclaringType!) : type.IsPublic;

    private static IEnumerable<string> Lines(Type type)
    {
        string name = TypeNames.Full(type);
        yield return $"{name}: {Kind(type)}";
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            yield return $"{name}{Parameters(type.GetMethod("Invoke")!)}: {TypeNames.Returned(type.GetMethod("Invoke")!)}";
            yield break;
        }

        if (type.IsEnum)
        {
            foreach (string member in Enum.GetNames(type))
            {
                yield return $"{name}.{member} = {((Enum)Enum.Parse(type, member)).ToString("D")}";
            }

            yield break;
        }

        foreach (Type implemented in type.GetInterfaces().Where(IsVisible))
        {
            yield return $"{name} implements {TypeNames.Short(implemented)}";
        }

        foreach (MemberInfo member in type.GetMembers(Declared))
        {
            if (Line(member) is string line)
            {
                yield return $"{name}{line}";
            }
        }
    }

    private static string Kind(Type type)
    {
        string kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsValueType: true } => "struct",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        bool derived = kind.EndsWith("class", StringComparison.Ordinal) && type.BaseType is not null && type.BaseType != typeof(object);
        return derived ? $"{kind} : {TypeNames.Short(type.BaseType!)}" : kind;
    }

    private static string? Line(MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } constructor when Reach(constructor) is string reach => $".{reach}new{Parameters(constructor)}",
        MethodInfo method when Reach(method) is string reach && !IsAccessor(method) =>
            $".{reach}{TypeNames.Of(method)}{Parameters(method)}: {TypeNames.Returned(method)}{TypeNames.Constraints(method)}",
        PropertyInfo property when Accessors(property) is { Length: > 0 } accessors =>
            $".{Reach(property)}{property.Name}{Indexes(property)} {{ {accessors}}}: {TypeNames.Of(property)}",
        FieldInfo field when field.IsPublic || field.IsFamily => $".{(field.IsStatic ? "static " : "")}{field.Name}: {TypeNames.Of(field)}",
        EventInfo happening when Reach(happening.AddMethod!) is string reach =>
            $".{reach}event {happening.Name}: {TypeNames.Short(happening.EventHandlerType!)}",
        _ => null,
    };

    /// <summary>The methods behind properties and events; operators are no such methods.</summary>
    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string? Reach(PropertyInfo property) => Reach(property.GetMethod ?? property.SetMethod!);

    /// <summary>How far a member reaches and what derived classes may do with it; null for one that stays inside.</summary>
    private static string? Reach(MethodBase method)
    {
        if (!method.IsPublic && !method.IsFamily && !method.IsFamilyOrAssembly)
        {
            return null;
        }

        string reach = method.IsPublic ? "" : "protected ";
        reach += method.IsStatic ? "static " : "";
        bool overrides = method is MethodInfo info && info.GetBaseDefinition() != info;
        return reach + (method.IsAbstract ? "abstract " : overrides ? "override " : method.IsVirtual && !method.IsFinal ? "virtual " : "");
    }

    private static string Accessors(PropertyInfo property)
    {
        string get = property.GetMethod is MethodInfo getter && Reach(getter) is not null ? "get; " : "";
        string set = property.SetMethod is MethodInfo setter && Reach(setter) is not null
            ? setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit") ? "init; " : "set; "
            : "";
        return get + set;
    }

    private static string Indexes(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } indexes
        ? $"[{string.Join(", ", indexes.Select(TypeNames.Parameter))}]"
        : "";

    private static string Parameters(MethodBase method) => $"({string.Join(", ", method.GetParameters().Select(TypeNames.Parameter))})";
}
