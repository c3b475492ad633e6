using System.Globalization;
using System.Reflection;

namespace Countme.Standins.Tests.PublicApi;

/// <summary>Types as C# writes them, with the question marks that their assembly declares.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(double)] = "double",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(void)] = "void",
    };

    /// <summary>With its namespace, and the names of its own type parameters.</summary>
    public static string Full(Type type) =>
        $"{(type.IsNested ? Full(type.DeclaringType!) : type.Namespace)}.{Plain(type)}{Listed(type.GetGenericArguments().Select(Short))}";

    public static string Short(Type type) => Named(type, null);

    public static string Of(PropertyInfo property) => Named(property.PropertyType, new NullabilityInfoContext().Create(property));

    public static string Of(FieldInfo field) => Named(field.FieldType, new NullabilityInfoContext().Create(field));

    public static string Returned(MethodInfo method) =>
        Named(method.ReturnType, new NullabilityInfoContext().Create(method.ReturnParameter));

    /// <summary>A method's name with its type parameters.</summary>
    public static string Of(MethodInfo method) => method.Name + Listed(method.GetGenericArguments().Select(Short));

    public static string Parameter(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        string passed = parameter switch
        {
            { IsOut: true } when type.IsByRef => "out ",
            { IsIn: true } when type.IsByRef => "in ",
            _ when type.IsByRef => "ref ",
            _ => parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "",
        };
        string name =
            Named(type.IsByRef ? type.GetElementType()! : type, type.IsByRef ? null : new NullabilityInfoContext().Create(parameter));
        return $"{passed}{name} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")}";
    }

    public static string Constraints(MethodInfo method) => string.Concat(method.GetGenericArguments().Select(argument =>
    {
        GenericParameterAttributes special = argument.GenericParameterAttributes;
        string[] constraints =
        [
            .. special.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? ["class"] : Array.Empty<string>(),
            .. special.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? ["struct"] : Array.Empty<string>(),
            .. argument.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(Short),
            .. special.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) ? ["new()"] : Array.Empty<string>(),
        ];
        return constraints.Length == 0 ? "" : $" where {argument.Name} : {string.Join(", ", constraints)}";
    }));

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        object value when parameter.ParameterType.IsEnum => Enum.GetName(parameter.ParameterType, value)!,
        object value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Named(Type type, NullabilityInfo? info)
    {
        string mark = info?.ReadState == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
        if (type.IsArray)
        {
            return $"{Named(type.GetElementType()!, info?.ElementType)}[]{mark}";
        }

        if (Nullable.GetUnderlyingType(type) is Type underlying)
        {
            return Short(underlying) + "?";
        }

        if (Keywords.TryGetValue(type, out string? keyword))
        {
            return keyword + mark;
        }

        NullabilityInfo?[] infos = info?.GenericTypeArguments ?? [];
        Type[] arguments = type.IsGenericParameter ? [] : type.GetGenericArguments();
        return Plain(type) + Listed(arguments.Select((argument, index) => Named(argument, infos.ElementAtOrDefault(index)))) + mark;
    }

    private static string Plain(Type type) => type.Name.Split('`')[0];

    private static string Listed(IEnumerable<string> names) => names.ToArray() is { Length: > 0 } all ? $"<{string.Join(", ", all)}>" : "";
}
