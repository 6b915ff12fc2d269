namespace Liten.Testing;

/// <summary>What can happen to a message of a channel.</summary>
internal sealed class MessageFault
{
    public static readonly MessageFault Drop = new("drop");

    public static readonly MessageFault Duplicate = new("duplicate");

    public static readonly MessageFault Delay = new("delay");

    private readonly string _name;

    private MessageFault(string name) => _name = name;

    /// <summary>The fault's name, as of one that code asks for.</summary>
    public string In(string channel) => $"{_name} {channel}";
}
