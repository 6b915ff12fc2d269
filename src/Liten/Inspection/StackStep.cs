using System.Reflection;

namespace Liten;

/// <summary>One thing that a walk through a stack has come by, as it was then.</summary>
/// <param name="Node">An item, or a task of .NET's.</param>
/// <param name="Owner">Whose code the item is.</param>
/// <param name="Use">Which use of the item.</param>
/// <param name="Layout">The method that it is, or null.</param>
/// <param name="State">Where the method is suspended.</param>
internal readonly record struct StackStep(object Node, AbortScope? Owner, uint Use, MachineLayout? Layout, int State)
{
    public static StackStep At(object node)
    {
        var item = node as WorkItem;
        uint use = item?.Use ?? 0;
        AbortScope? owner = item?.Owner;
        if (node is ISuspendedMethod method)
        {
            MachineLayout layout = MachineLayout.Of(method.Machine);
            return new StackStep(node, owner, use, layout, layout.StateIn(method.ReadField));
        }

        if (node is Task task && ForeignTaskReader.MachineOf(task) is { } machine)
        {
            MachineLayout layout = MachineLayout.Of(machine.GetType());
            return new StackStep(node, owner, use, layout, layout.StateIn(field => field.GetValue(machine)));
        }

        return new StackStep(node, owner, use, null, -1);
    }

    /// <summary>What the method waits for, by the one awaiter that is not empty.</summary>
    public object? Awaited()
    {
        if (Layout is null)
        {
            return null;
        }

        Func<FieldInfo, object?> read = Reading();
        foreach (FieldInfo field in Layout.Awaiters)
        {
            if (ForeignTaskReader.SourceOf(read(field)) is { } source)
            {
                return source;
            }
        }

        return null;
    }

    /// <summary>What the method has in its hands that others may wait for.</summary>
    public IEnumerable<object> Held()
    {
        if (Layout is null || Layout.Holds.Length == 0)
        {
            return [];
        }

        Func<FieldInfo, object?> read = Reading();
        return Layout.Holds.Select(field => (read(field) as IHold)?.Held).OfType<object>();
    }

    private Func<FieldInfo, object?> Reading()
    {
        if (Node is ISuspendedMethod method)
        {
            return method.ReadField;
        }

        object? machine = Node is Task task ? ForeignTaskReader.MachineOf(task) : null;
        return field => machine is null ? null : field.GetValue(machine);
    }
}
