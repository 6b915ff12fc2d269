using Microsoft.Diagnostics.Runtime;

namespace Liten.Tool;

/// <summary>Fields of Liten's objects in a core file. One that is not there reads as null or zero.</summary>
internal static class CoreFields
{
    /// <summary>The field of a property.</summary>
    public static string Of(string property) => $"<{property}>k__BackingField";

    public static ClrObject Reference(this ClrObject value, string field)
        => value.Find(field) is { IsObjectReference: true } found
            ? found.ReadObject(value.Address, interior: false)
            : default;

    public static ClrObject Reference(this ClrValueType value, string field)
        => value.Type?.GetFieldByName(field) is { IsObjectReference: true } found
            ? found.ReadObject(value.Address, interior: true)
            : default;

    public static ClrValueType Struct(this ClrObject value, string field)
        => value.Find(field)?.ReadStruct(value.Address, interior: false) ?? default;

    public static ClrValueType Struct(this ClrValueType value, string field)
        => value.Type?.GetFieldByName(field)?.ReadStruct(value.Address, interior: true) ?? default;

    public static T Number<T>(this ClrObject value, string field)
        where T : unmanaged
        => value.Find(field)?.Read<T>(value.Address, interior: false) ?? default;

    public static T Number<T>(this ClrValueType value, string field)
        where T : unmanaged
        => value.Type?.GetFieldByName(field)?.Read<T>(value.Address, interior: true) ?? default;

    public static string? Text(this ClrObject value, string field)
        => value.Find(field)?.ReadString(value.Address, interior: false);

    public static string? Text(this ClrValueType value, string field)
        => value.Type?.GetFieldByName(field)?.ReadString(value.Address, interior: true);

    /// <summary>The reference in one of Liten's small holders: <c>Published</c>, <c>AtomicSlot</c>.</summary>
    public static ClrObject Held(this ClrObject value, string field) => InHolder(value.Struct(field));

    /// <inheritdoc cref="Held(ClrObject, string)"/>
    public static ClrObject Held(this ClrValueType value, string field) => InHolder(value.Struct(field));

    /// <summary>Whether the object is of a type of Liten's, or derives from it.</summary>
    public static bool Is(this ClrObject value, string name)
    {
        for (ClrType? type = value.IsNull ? null : value.Type; type is not null; type = type.BaseType)
        {
            if (type.Name is { } full && full.Split('<', '`')[0] == $"Liten.{name}")
            {
                return true;
            }
        }

        return false;
    }

    private static ClrInstanceField? Find(this ClrObject value, string field)
        => value.IsNull ? null : value.Type?.GetFieldByName(field);

    private static ClrObject InHolder(ClrValueType holder)
        => holder.Reference("_value") is { IsNull: false } published ? published : holder.Reference("_item");
}
