using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>What is known of one kind of async method: its name, the fields of its state machine, the lines.</summary>
/// <remarks>Read once for each kind. Nothing but the type keeps it.</remarks>
internal sealed class MachineLayout
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const string Trimmed = "Where the fields were trimmed away, stacks have names only, or end early.";

    private static readonly ConditionalWeakTable<Type, MachineLayout> s_all = [];

    private readonly Type _machine;
    private readonly FieldInfo? _state;
    private AtomicSlot<AwaitLines> _lines;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Trimmed)]
    private MachineLayout(Type machine)
    {
        _machine = machine;
        Name = MethodName.Of(machine) ?? TypeName.Of(machine);
        _state = machine.GetField("<>1__state", Instance);
        FieldInfo[] fields = machine.GetFields(Instance);
        Awaiters = Array.FindAll(fields, static field => field.Name.StartsWith("<>u__", StringComparison.Ordinal));
        Holds = Array.FindAll(fields, static field => typeof(IHold).IsAssignableFrom(field.FieldType));
    }

    /// <summary>The method, for people.</summary>
    public string Name { get; }

    /// <summary>Whether it is a method of Liten's own, which says nothing to a user.</summary>
    public bool IsOwn => _machine.Assembly == typeof(MachineLayout).Assembly;

    /// <summary>Of these, only the one of the suspended await is not empty: the compiler clears each after use.</summary>
    public FieldInfo[] Awaiters { get; }

    /// <summary>Guards and requests that the method keeps over an await.</summary>
    public FieldInfo[] Holds { get; }

    public static MachineLayout Of(Type machine)
        => s_all.GetValue(machine, static machine => new MachineLayout(machine));

    /// <summary>At which await the method is suspended, from 0 on; less if it runs, or if that is not known.</summary>
    public int StateIn(Func<FieldInfo, object?> read) => _state is not null && read(_state) is int state ? state : -1;

    /// <summary>The method, suspended at the await of a number.</summary>
    public TaskFrame Frame(int state)
    {
        if (state < 0)
        {
            return new TaskFrame(Name, null, 0);
        }

        if (_lines.Item is not { } lines)
        {
            _lines.TryPut(AwaitLines.Read(_machine));
            lines = _lines.Item!;
        }

        return new TaskFrame(Name, lines.FileOf(state), lines.LineOf(state));
    }
}
