using Microsoft.Diagnostics.Runtime;

namespace Liten.Tool;

/// <summary>A kind of async method in a core file: its name, and the lines of its awaits if it is here.</summary>
internal sealed class CoreMachine
{
    private const string Field = "_stateMachine";

    private readonly string _name;
    private readonly AwaitLines? _lines;

    private CoreMachine(ClrType machine)
    {
        string path = machine.Module.Name ?? "";
        IsLitens = Path.GetFileName(path) == "Liten.dll";
        _name = CoreNames.OfMethod(machine.Name ?? "?");
        ClrMethod? method = machine.Methods.FirstOrDefault(static method => method.Name == "MoveNext");
        _lines = method is null ? null : AwaitLines.Read(path, method.MetadataToken);
    }

    /// <summary>Whether it says nothing to a user.</summary>
    public bool IsLitens { get; }

    public static CoreMachine Of(ClrObject box)
    {
        ClrType? machine = box.Reference(Field) is { IsNull: false } reference
            ? reference.Type
            : box.Type?.GetFieldByName(Field)?.Type;
        return new CoreMachine(machine ?? box.Type!);
    }

    /// <summary>The method, suspended where its state says.</summary>
    public TaskFrame FrameIn(ClrObject box)
    {
        const string State = "<>1__state";
        int state = box.Reference(Field) is { IsNull: false } reference
            ? reference.Number<int>(State)
            : box.Struct(Field).Number<int>(State);
        return state < 0 || _lines?.FileOf(state) is not { } file
            ? new TaskFrame(_name, null, 0)
            : new TaskFrame(_name, file, _lines.LineOf(state));
    }
}
